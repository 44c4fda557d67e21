import type { Option } from "commander";
import { defaultManagerOptions, type ManagerOptions } from "../manager-options.js";
import { admissionFlags, checkAdmissionFlags } from "./admission.js";
import { aggregationFlags, checkAggregationFlags } from "./aggregation.js";
import { auditFlags, checkAuditFlags } from "./audit.js";
import { authenticationFlags, checkAuthenticationFlags } from "./authentication.js";
import { authorizationFlags, checkAuthorizationFlags } from "./authorization.js";
import { checkElectionFlags, leaderElectionFlags } from "./leader-election.js";
import { programFlags } from "./program.js";
import { servingFlags } from "./serving.js";
import { checkSigningFlags, signingFlags } from "./signing.js";
import { checkStoreFlags, etcdFlags, storeFlags } from "./stores.js";
import { checkTokensOfOthersFlags, tokensOfOthersFlags } from "./tokens-of-others.js";
import { webhookFlags } from "./webhooks.js";

/** The flags that can also be set in a config file. */
export interface Flags {
  /** The program's own flags. */
  readonly program: readonly Option[];
  /** All others, with the names of kube-apiserver and kube-controller-manager. */
  readonly server: readonly Option[];
}

/** All flags with their defaults. */
export function allFlags(): Flags {
  const defaults = defaultManagerOptions;
  return {
    program: [...programFlags(defaults), ...storeFlags(defaults)],
    server: [
      ...etcdFlags(defaults),
      ...leaderElectionFlags(defaults.leaderElect),
      ...signingFlags(defaults),
      ...servingFlags(defaults),
      ...authenticationFlags(defaults),
      ...tokensOfOthersFlags(defaults),
      ...authorizationFlags(defaults),
      ...admissionFlags(defaults),
      ...webhookFlags(defaults),
      ...aggregationFlags(defaults),
      ...auditFlags(defaults),
    ],
  };
}

/** The names of all flags. */
export function flagNames(): ReadonlySet<string> {
  const { program, server } = allFlags();
  return new Set([...program, ...server].map((option) => option.name()));
}

/** Throws UsageError for flags that contradict each other. */
export function checkFlags(options: ManagerOptions): void {
  checkAuthenticationFlags(options);
  checkTokensOfOthersFlags(options);
  checkAggregationFlags(options);
  checkAuthorizationFlags(options);
  checkAdmissionFlags(options);
  checkAuditFlags(options);
  checkElectionFlags(options);
  checkSigningFlags(options);
  checkStoreFlags(options);
}

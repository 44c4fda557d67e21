import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import {
  type AuthorizationMode,
  type AuthorizerOptions,
  authorizationModes,
  type ConfiguredWebhook,
  type ReviewVersion,
  type WebhookModeOptions,
} from "@engenho/authorization";
import { type Clock, errorMessage, TimeSlice } from "@engenho/core";
import {
  type AccessConditions,
  compileAccessCondition,
  isAccessConditionValid,
  matchesAccess,
} from "@engenho/expressions";
import { Causes, dns1123SubdomainFaults, parseGoDuration } from "@engenho/machinery";
import { UsageError } from "../usage-error.js";
import { type ConfigurationKind, decodeKind, refuseFaults, type Source } from "./read-configuration.js";
import type { Shape } from "./shape.js";
import { openReviewClient } from "./webhook-kubeconfig.js";

/** WebhookConfiguration of apiserver.config.k8s.io. */
interface SentWebhook {
  readonly authorizedTTL?: string;
  readonly cacheAuthorizedRequests?: boolean | null;
  readonly unauthorizedTTL?: string;
  readonly cacheUnauthorizedRequests?: boolean | null;
  readonly timeout?: string;
  readonly subjectAccessReviewVersion?: string;
  readonly matchConditionSubjectAccessReviewVersion?: string;
  readonly failurePolicy?: string;
  readonly connectionInfo?: { readonly type?: string; readonly kubeConfigFile?: string | null };
  readonly matchConditions?: readonly { readonly expression?: string }[] | null;
}

interface AuthorizationConfiguration {
  readonly authorizers?:
    | readonly { readonly type?: string; readonly name?: string; readonly webhook?: SentWebhook | null }[]
    | null;
}

const webhook: Shape = {
  fields: {
    authorizedTTL: "text",
    cacheAuthorizedRequests: "flag",
    unauthorizedTTL: "text",
    cacheUnauthorizedRequests: "flag",
    timeout: "text",
    subjectAccessReviewVersion: "text",
    matchConditionSubjectAccessReviewVersion: "text",
    failurePolicy: "text",
    connectionInfo: { fields: { type: "text", kubeConfigFile: "text" } },
    matchConditions: { listOf: { fields: { expression: "text" } } },
  },
};
const kinds: readonly ConfigurationKind[] = [
  {
    kind: "AuthorizationConfiguration",
    apiVersions: ["v1", "v1beta1", "v1alpha1"].map((version) => `apiserver.config.k8s.io/${version}`),
    fields: { authorizers: { listOf: { fields: { type: "text", name: "text", webhook } } } },
  },
];

const maxConditions = 64;
const maxTimeoutMs = 30_000;
const defaultAuthorizedTtl = "5m0s";
const defaultUnauthorizedTtl = "30s";

/**
 * The modes and webhooks of an AuthorizationConfiguration. Throws UsageError with all errors, with upstream's messages.
 */
export async function authorizersOf(
  source: Source,
  { clock }: { readonly clock: Clock },
): Promise<AuthorizerOptions["modes"]> {
  const { authorizers } = decodeKind<AuthorizationConfiguration>(source, kinds);
  const all = authorizers ?? [];
  const causes = new Causes();
  if (all.length === 0) causes.required("authorizers", "at least one authorization mode must be defined");
  const types = new Set<string>();
  const names = new Set<string>();
  const checked: (AuthorizationMode | CheckedWebhook)[] = [];
  for (const [index, { type = "", name = "", webhook: sent }] of all.entries()) {
    const at = `authorizers[${index}]`;
    if (type === "") causes.required(`${at}.type`);
    else if (!authorizationModes.includes(type as AuthorizationMode)) {
      causes.notSupported(`${at}.type`, type, [...authorizationModes].sort());
    } else if (types.has(type) && type !== "Webhook") causes.duplicate(`${at}.type`, type);
    else {
      types.add(type);
      checkName(name, `${at}.name`, { names, causes });
      if (type !== "Webhook") {
        if (sent !== undefined && sent !== null) {
          causes.invalid(`${at}.webhook`, "non-null", "may only be specified when type=Webhook");
        }
        checked.push(type as AuthorizationMode);
      } else if (sent === undefined || sent === null) {
        causes.required(`${at}.webhook`, "required when type=Webhook");
      } else checked.push(checkWebhook(sent, at, causes));
    }
  }
  refuseFaults(source.name, causes.list);
  refuseNames(source.name, all);
  const opened: (AuthorizationMode | ConfiguredWebhook)[] = [];
  for (const one of checked) {
    opened.push(typeof one === "string" ? one : { webhook: await openWebhook(one, source, clock) });
  }
  return opened;
}

function checkName(
  name: string,
  at: string,
  { names, causes }: { readonly names: Set<string>; readonly causes: Causes },
): void {
  const faults = dns1123SubdomainFaults(name);
  if (name === "") causes.required(at);
  else if (names.has(name)) causes.duplicate(at, name);
  else if (faults.length > 0) causes.invalid(at, name, `authorizer name is invalid: ${faults.join(", ")}`);
  names.add(name);
}

/** kube-apiserver calls each mode by its own name in lower case (pkg/kubeapiserver/authorizer LoadAndValidateData). */
function refuseNames(name: string, authorizers: NonNullable<AuthorizationConfiguration["authorizers"]>): void {
  const faults = authorizers
    .filter(({ type = "", name: given }) => type !== "Webhook" && given !== type.toLowerCase())
    .map(
      ({ type = "", name: given }) => `expected name ${type.toLowerCase()} for authorizer ${type} instead of ${given}`,
    );
  if (faults.length > 0) throw new UsageError(`${name}: ${faults.join(", ")}`, 1);
}

/** A webhook without faults. */
interface CheckedWebhook {
  readonly options: Omit<WebhookModeOptions, "client" | "matches">;
  readonly conditions: AccessConditions;
  readonly timeoutMs: number;
  readonly kubeConfigFile: string;
}

function checkWebhook(sent: SentWebhook, at: string, causes: Causes): CheckedWebhook {
  const { cacheAuthorizedRequests, cacheUnauthorizedRequests, failurePolicy = "" } = sent;
  const duration = (field: "timeout" | "authorizedTTL" | "unauthorizedTTL", fallback: string): number => {
    const ms = parseGoDuration(sent[field] || fallback);
    if (typeof ms === "number") return ms;
    causes.invalid(`${at}.${field}`, sent[field], ms);
    return 1;
  };
  const timeoutMs = duration("timeout", "0");
  if (timeoutMs === 0) causes.required(`${at}.timeout`);
  else if (timeoutMs > maxTimeoutMs || timeoutMs < 0) {
    causes.invalid(`${at}.timeout`, sent.timeout, "must be > 0s and <= 30s");
  }
  const authorizedTtlMs = duration("authorizedTTL", defaultAuthorizedTtl);
  if (authorizedTtlMs < 0) causes.invalid(`${at}.authorizedTTL`, sent.authorizedTTL, "must be > 0s");
  const unauthorizedTtlMs = duration("unauthorizedTTL", defaultUnauthorizedTtl);
  if (unauthorizedTtlMs < 0) causes.invalid(`${at}.unauthorizedTTL`, sent.unauthorizedTTL, "must be > 0s");
  checkVersions(sent, at, causes);
  if (failurePolicy === "") causes.required(`${at}.failurePolicy`);
  else if (failurePolicy !== "NoOpinion" && failurePolicy !== "Deny") {
    causes.notSupported(`${at}.failurePolicy`, failurePolicy, ["NoOpinion", "Deny"]);
  }
  return {
    options: {
      version: sent.subjectAccessReviewVersion as ReviewVersion,
      authorizedTtlMs: cacheAuthorizedRequests === false ? 0 : authorizedTtlMs || 300_000,
      unauthorizedTtlMs: cacheUnauthorizedRequests === false ? 0 : unauthorizedTtlMs || 30_000,
      failurePolicy: failurePolicy as "NoOpinion" | "Deny",
    },
    kubeConfigFile: checkConnection(sent.connectionInfo ?? {}, `${at}.connectionInfo`, causes),
    conditions: checkConditions(sent.matchConditions ?? [], `${at}.matchConditions`, causes),
    timeoutMs,
  };
}

function checkVersions(sent: SentWebhook, at: string, causes: Causes): void {
  const { subjectAccessReviewVersion = "", matchConditionSubjectAccessReviewVersion = "", matchConditions } = sent;
  if (subjectAccessReviewVersion === "") causes.required(`${at}.subjectAccessReviewVersion`);
  else if (subjectAccessReviewVersion !== "v1" && subjectAccessReviewVersion !== "v1beta1") {
    causes.notSupported(`${at}.subjectAccessReviewVersion`, subjectAccessReviewVersion, ["v1", "v1beta1"]);
  }
  const ofConditions = `${at}.matchConditionSubjectAccessReviewVersion`;
  if (matchConditionSubjectAccessReviewVersion === "") {
    if ((matchConditions ?? []).length > 0) causes.required(ofConditions, "required if match conditions are specified");
  } else if (matchConditionSubjectAccessReviewVersion !== "v1") {
    causes.notSupported(ofConditions, matchConditionSubjectAccessReviewVersion, ["v1"]);
  }
}

/** The kubeconfig's path. A server is not its own authorization webhook. */
function checkConnection(
  { type = "", kubeConfigFile: sent }: NonNullable<SentWebhook["connectionInfo"]>,
  at: string,
  causes: Causes,
): string {
  const file = sent ?? "";
  if (type === "") causes.required(`${at}.type`);
  else if (type === "InClusterConfig") {
    causes.invalid(`${at}.type`, type, "this mode is not allowed for kube-apiserver");
  } else if (type !== "KubeConfigFile") {
    causes.notSupported(`${at}.type`, type, ["InClusterConfig", "KubeConfigFile"]);
  } else if (file === "") causes.required(`${at}.kubeConfigFile`);
  else if (!isAbsolute(file)) causes.invalid(`${at}.kubeConfigFile`, file, "must be an absolute path");
  else {
    try {
      if (!statSync(file).isFile()) causes.invalid(`${at}.kubeConfigFile`, file, "must be a regular file");
    } catch (error) {
      causes.invalid(`${at}.kubeConfigFile`, file, `error loading file: ${errorMessage(error)}`);
    }
  }
  return file;
}

function checkConditions(
  conditions: readonly { readonly expression?: string }[],
  at: string,
  causes: Causes,
): AccessConditions {
  if (conditions.length > maxConditions) {
    causes.tooMany(at, conditions.length, maxConditions);
    return [];
  }
  const seen = new Set<string>();
  return conditions.flatMap(({ expression = "" }, index) => {
    const field = `${at}[${index}].expression`;
    if (expression.trim() === "") causes.required(field);
    else if (seen.has(expression)) causes.duplicate(field, expression);
    else {
      seen.add(expression);
      const condition = compileAccessCondition(expression);
      if (isAccessConditionValid(condition)) return [condition];
      const { program } = condition;
      if ("fault" in program) causes.invalid(field, expression, program.fault);
    }
    return [];
  });
}

async function openWebhook(
  { options, conditions, timeoutMs, kubeConfigFile }: CheckedWebhook,
  { name }: Source,
  clock: Clock,
): Promise<WebhookModeOptions> {
  const client = await openReviewClient(kubeConfigFile, { flag: `kubeConfigFile in ${name}`, clock, timeoutMs });
  if (conditions.length === 0) return { ...options, client };
  const slice = new TimeSlice(clock);
  return { ...options, client, matches: (request) => matchesAccess(conditions, request, slice) };
}

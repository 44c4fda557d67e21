import { type TokenAuthenticator, webhookTokens } from "@engenho/authentication";
import { type Clock, type Logger, TimeSlice } from "@engenho/core";
import type { ManagerOptions } from "../manager-options.js";
import type { Measure } from "../metrics/measure.js";
import { readText } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { type AuthenticationSettings, authenticationSettings } from "./authentication-configuration.js";
import { issuerMeasure } from "./authentication-measures.js";
import { ConfiguredIssuers } from "./configured-issuers.js";
import type { AuthenticationChecks } from "./jwt-authenticator.js";
import { issuerOfOidcFlags } from "./oidc-flags.js";
import { sourceOf } from "./read-configuration.js";
import { reloadMeasures } from "./reload-measures.js";
import { watchFile } from "./watched-file.js";
import { openReviewClient } from "./webhook-kubeconfig.js";

/** Authentication by files and flags: JWT authenticators, the token webhook, anonymous requests. */
export interface ConfiguredAuthentication {
  /** See `ApiServerOptions.anonymousAuth`; undefined if it is not configured. */
  readonly anonymous: AuthenticationSettings["anonymous"];
  /** The token authenticators in order. */
  readonly tokens: readonly TokenAuthenticator[];
  readonly measures: readonly Measure[];
  /** Starts the discovery of issuers in the background, and watches the configuration file. */
  start(): void;
  /** Stops the background work. */
  stop(): void;
}

interface Context {
  /** The audiences of the API server. */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads the file of `--authentication-config` or the flags `--oidc-*`, and the kubeconfig of the token webhook. Throws UsageError for invalid
 * files and flags.
 */
export async function configuredAuthentication(
  options: ManagerOptions,
  context: Context,
): Promise<ConfiguredAuthentication> {
  const { audiences, clock, logger } = context;
  const webhook = await tokenWebhook(options, context);
  const latency = issuerMeasure();
  const checks = { disallowedIssuers: options.serviceAccountIssuer, slice: new TimeSlice(clock) };
  const issuersOf = (issuers: AuthenticationSettings["issuers"]) =>
    new ConfiguredIssuers(issuers, { audiences, clock, logger, onAuthentication: latency.observe });
  const webhooks = webhook === undefined ? [] : [webhook.tokens];
  const { authenticationConfig: file } = options;
  if (file === undefined) {
    const hasIssuer = options.oidcIssuerUrl !== undefined;
    const issuers = hasIssuer ? issuersOf([await issuerOfOidcFlags(options, checks)]) : undefined;
    return {
      anonymous: undefined,
      tokens: [...(issuers === undefined ? [] : [issuers]), ...webhooks],
      measures: issuers === undefined ? [] : [latency.measure],
      start: () => issuers?.start(),
      stop() {
        issuers?.stop();
        webhook?.close();
      },
    };
  }
  const { name, text, settings } = await readSettings(file, checks);
  const reloads = reloadMeasures("authentication", clock);
  reloads.onConfiguration(text, "first");
  const issuers = issuersOf(settings.issuers);
  const end = new AbortController();
  const onChange = async (changed: string) => {
    const next = authenticationSettings(await sourceOf(changed, name), checks);
    if (JSON.stringify(next.anonymous) !== JSON.stringify(settings.anonymous)) {
      throw new UsageError(`${name}: anonymous: Forbidden: changed from initial configuration file`, 1);
    }
    await issuers.replace(next.issuers);
    reloads.onConfiguration(changed, "changed");
  };
  return {
    anonymous: settings.anonymous,
    tokens: [issuers, ...webhooks],
    measures: [latency.measure, ...reloads.measures],
    start() {
      issuers.start();
      watchFile({ file, text, onChange, onFailure: reloads.onFailure, clock, logger }, end.signal);
    },
    stop() {
      end.abort();
      issuers.stop();
      webhook?.close();
    },
  };
}

async function readSettings(file: string, checks: AuthenticationChecks) {
  const name = `${file} of --authentication-config`;
  const text = await readText(file, name);
  return { name, text, settings: authenticationSettings(await sourceOf(text, name), checks) };
}

async function tokenWebhook(
  options: ManagerOptions,
  { audiences, clock }: Context,
): Promise<{ readonly tokens: TokenAuthenticator; close(): void } | undefined> {
  const { authenticationTokenWebhookConfigFile: file } = options;
  if (file === undefined) return undefined;
  const client = await openReviewClient(file, { flag: "--authentication-token-webhook-config-file", clock });
  const tokens = webhookTokens({
    client,
    version: options.authenticationTokenWebhookVersion,
    cacheTtlMs: options.authenticationTokenWebhookCacheTtl,
    audiences,
    clock,
  });
  return { tokens, close: () => client.close() };
}

import {
  type AbacPolicy,
  createAuthorizer,
  parseAbacPolicies,
  type StoreAuthorizer,
  type WebhookModeOptions,
} from "@engenho/authorization";
import type { Clock, Logger, Store } from "@engenho/core";
import type { ManagerOptions } from "./manager-options.js";
import type { Measure } from "./metrics/measure.js";
import { readFlagFile } from "./read-flag-file.js";

/** An authorizer that follows a store. */
export interface RunningAuthorizer {
  /** Resolves when it knows the objects of the store. */
  readonly ready: Promise<void>;
  /** Stops following the store. From then on, everybody but `system:masters` is refused. */
  stop(): Promise<void>;
}

/** The authorizer that the options describe, and its metrics. Throws UsageError for a file that cannot be used. */
export async function authorizerOf(
  options: ManagerOptions,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<{ readonly authorizer: StoreAuthorizer; readonly measures: readonly Measure[] }> {
  const { authorizationConfig: file, authorizationMode: modes } = options;
  if (file !== undefined) {
    const { configuredAuthorizer } = await import("./configuration/configured-authorizer.js");
    return configuredAuthorizer(file, { clock, logger });
  }
  const webhook = await webhookOf(options, clock);
  const policies = await policiesOf(options);
  return { authorizer: createAuthorizer({ modes, webhook, policies, clock, logger }), measures: [] };
}

async function policiesOf({
  authorizationPolicyFile: file,
}: ManagerOptions): Promise<readonly AbacPolicy[] | undefined> {
  if (file === undefined) return undefined;
  return readFlagFile("--authorization-policy-file", file, (text) => parseAbacPolicies(text, file));
}

async function webhookOf(options: ManagerOptions, clock: Clock): Promise<WebhookModeOptions | undefined> {
  const { authorizationWebhookConfigFile: file } = options;
  if (file === undefined) return undefined;
  const { openReviewClient } = await import("./configuration/webhook-kubeconfig.js");
  return {
    client: await openReviewClient(file, { flag: "--authorization-webhook-config-file", clock }),
    version: options.authorizationWebhookVersion,
    authorizedTtlMs: options.authorizationWebhookCacheAuthorizedTtl,
    unauthorizedTtlMs: options.authorizationWebhookCacheUnauthorizedTtl,
  };
}

/** Attaches an authorizer to the store that it guards. */
export function runAuthorizer(authorizer: StoreAuthorizer, store: Store): RunningAuthorizer {
  const end = new AbortController();
  let ended: Promise<void> | undefined;
  const ready = new Promise<void>((resolve) => {
    ended = authorizer.run(store, end.signal, resolve);
  });
  return {
    ready,
    async stop() {
      end.abort();
      await ended;
    },
  };
}

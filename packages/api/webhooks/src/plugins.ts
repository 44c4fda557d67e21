import type { Stored } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionPlugin, Resource, WebhookCallOptions } from "@engenho/registry";
import { admitByWebhooks, hooksOf, validateByWebhooks } from "./dispatch/index.js";
import type { ObserveHook } from "./dispatch/observe.js";
import type { Hook } from "./hooks/hook.js";

/** Options of the plugins. */
export interface WebhookPluginOptions {
  /** Receives each call of a webhook, for metrics. Default: none. */
  readonly observe?: ObserveHook | undefined;
  /** The credentials for a host and port, such as `hooks.ns.svc:443` (upstream: kubeConfigFile). Default: none. */
  readonly credentialsFor?: WebhookCallOptions["credentialsFor"];
}

const group = "admissionregistration.k8s.io";

/**
 * The kinds whose requests are never intercepted, so that a broken webhook or policy can always be fixed
 * (rules.IsExemptAdmissionConfigurationResource).
 */
const exemptKinds: ReadonlySet<string> = new Set([
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

function isIntercepted({ definition }: Resource): boolean {
  return definition.group !== group || !exemptKinds.has(definition.kind);
}

/** The webhooks of the stored configurations of a kind; undefined while there is no configuration. */
function webhooksOf(kind: string): (context: AdmissionContext) => MaybePromise<readonly Hook[] | undefined> {
  let read: (() => MaybePromise<readonly Hook[] | undefined>) | undefined;
  return (context) => {
    read ??= context.derived({ group, kind }, (configurations: readonly Stored[]) =>
      configurations.length === 0 ? undefined : hooksOf(configurations),
    );
    return read();
  };
}

/**
 * The plugin MutatingAdmissionWebhook: calls the webhooks of MutatingWebhookConfigurations. A plugin belongs to one registry, which needs a
 * `webhookClient`.
 */
export function mutatingAdmissionWebhook({ observe, credentialsFor }: WebhookPluginOptions = {}): AdmissionPlugin {
  const read = webhooksOf("MutatingWebhookConfiguration");
  return {
    name: "MutatingAdmissionWebhook",
    handles: (_operation, resource) => isIntercepted(resource),
    mutate: (request, context, passes) =>
      andThen(read(context), (hooks) => {
        if (hooks === undefined) return request.object;
        const admitted = admitByWebhooks(request, { hooks, context, observe, credentialsFor, passes });
        return admitted.then((object) => object ?? request.object);
      }),
    beforeDeletion: (request, context) =>
      andThen(read(context), (hooks) =>
        hooks === undefined
          ? undefined
          : admitByWebhooks(request, { hooks, context, observe, credentialsFor }).then(() => undefined),
      ),
  };
}

/**
 * The plugin ValidatingAdmissionWebhook: calls the webhooks of ValidatingWebhookConfigurations. A plugin belongs to one registry, which
 * needs a `webhookClient`.
 */
export function validatingAdmissionWebhook({ observe, credentialsFor }: WebhookPluginOptions = {}): AdmissionPlugin {
  const read = webhooksOf("ValidatingWebhookConfiguration");
  return {
    name: "ValidatingAdmissionWebhook",
    handles: (_operation, resource) => isIntercepted(resource),
    validate: (request, context) =>
      andThen(read(context), (hooks) =>
        hooks === undefined ? undefined : validateByWebhooks(request, { hooks, context, observe, credentialsFor }),
      ),
  };
}

import { copyWith, type KubernetesObject } from "@engenho/core";
import { internalError } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  kindOf,
  type MutationPasses,
  objectsInVersion,
  type WebhookCallOptions,
} from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";
import { type Invocation, invocationOf } from "../matching/invocation.js";
import { callHook } from "./call-hook.js";
import { CallFailure } from "./failures.js";
import type { ObserveHook } from "./observe.js";
import { decodePatch, patchedObject } from "./patch-object.js";
import { Reinvocation } from "./reinvocation.js";
import { settledCall } from "./settle-call.js";

const plugin = "MutatingAdmissionWebhook";
const mutationPrefix = "mutation.webhook.admission.k8s.io/";
const patchPrefix = "patch.webhook.admission.k8s.io/";

/** What a pass over mutating webhooks needs. */
export interface Admitting {
  readonly hooks: readonly Hook[];
  readonly context: AdmissionContext;
  readonly observe: ObserveHook | undefined;
  readonly credentialsFor: WebhookCallOptions["credentialsFor"];
  /** Undefined for a deletion, which has one pass and no object. */
  readonly passes?: MutationPasses | undefined;
}

/**
 * Calls the mutating webhooks that match a request, one after the other, each with the object as the previous ones left
 * it, and returns the result. Rejects with the StoreError that denies the request.
 */
export async function admitByWebhooks(
  request: AdmissionRequest,
  admitting: Admitting,
): Promise<KubernetesObject | undefined> {
  const { hooks, context, passes } = admitting;
  const reinvocation = passes?.memoryOf(plugin, () => new Reinvocation()) ?? new Reinvocation();
  const isSecond = passes?.isSecond === true;
  if (isSecond) reinvocation.checkOutput(request.object);
  let current = request;
  for (const [index, hook] of hooks.entries()) {
    if (isSecond && !reinvocation.isDue(hook.id)) continue;
    const invocation = await invocationOf(hook, current, context);
    if (invocation === undefined) continue;
    const object = await called(invocation, current, { ...admitting, key: `round_${isSecond ? 1 : 0}_index_${index}` });
    if (object !== current.object) {
      current = copyWith(current, { object });
      reinvocation.changed();
      passes?.requestSecond();
    }
    if (hook.isReinvoked) reinvocation.remember(hook.id);
  }
  reinvocation.keepOutput(current.object);
  return current.object;
}

type Calling = Admitting & {
  /** Names the call in audit annotations. */
  readonly key: string;
};

/** The object after a webhook has been called; the same one if it changes nothing, or if its failure is ignored. */
async function called(
  invocation: Invocation,
  request: AdmissionRequest,
  calling: Calling,
): Promise<KubernetesObject | undefined> {
  const { context, observe, key } = calling;
  const { hook } = invocation;
  const { onAuditAnnotation } = request.options;
  let isMutated = false;
  const record = { hook, type: "admit", observe, failedOpenKey: `failed-open.${mutationPrefix}${key}` } as const;
  try {
    const object = await settledCall(record, request, context, () => changedBy(invocation, request, calling));
    if (object === undefined) return request.object;
    isMutated = object !== request.object;
    return object;
  } finally {
    const { configuration, name: webhook } = hook;
    onAuditAnnotation?.(`${mutationPrefix}${key}`, JSON.stringify({ configuration, webhook, mutated: isMutated }));
  }
}

async function changedBy(
  invocation: Invocation,
  request: AdmissionRequest,
  { context, key, credentialsFor }: Calling,
): Promise<KubernetesObject | undefined> {
  const { hook, resource } = invocation;
  const objects = await objectsInVersion(request, resource, context);
  const response = await callHook({ invocation, objects, isMutating: true, credentialsFor }, request, context);
  if (response.patch === undefined) return request.object;
  const { name } = hook;
  const operations = decodePatch({ hook: name, text: response.patch, type: response.patchType });
  if (operations.length === 0) return request.object;
  const { object } = objects;
  if (object === null) {
    const attempt = `admission webhook ${JSON.stringify(name)} attempted to modify the object`;
    throw internalError(`${attempt}, which is not supported for this operation`);
  }
  if (response.patchType !== "JSONPatch") {
    const reason = `unsupported patch type ${JSON.stringify(response.patchType)}`;
    throw new CallFailure(name, reason, { status: 400 });
  }
  const target = { resource, subresource: request.subresource };
  const patched = await patchedObject(object, operations, { target, context });
  const noted = { configuration: hook.configuration, webhook: name, patch: operations, patchType: "JSONPatch" };
  request.options.onAuditAnnotation?.(`${patchPrefix}${key}`, JSON.stringify(noted));
  if (patched === object) return request.object;
  // The body of a subresource of another kind is the same in all versions.
  const isConverted = kindOf(resource, request.subresource).kind === resource.kind;
  return isConverted ? context.convert(patched, resource, request.resource) : patched;
}

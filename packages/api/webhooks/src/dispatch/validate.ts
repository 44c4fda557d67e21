import { errorMessage } from "@engenho/core";
import {
  type AdmissionContext,
  type AdmissionRequest,
  objectsInVersion,
  type RequestObjects,
  type WebhookCallOptions,
} from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";
import { type Invocation, invocationOf } from "../matching/invocation.js";
import { callHook } from "./call-hook.js";
import { requestTimedOut } from "./failures.js";
import type { ObserveHook } from "./observe.js";
import { settledCall } from "./settle-call.js";

const failedOpenPrefix = "failed-open.validating.webhook.admission.k8s.io/";

/** What the validating webhooks need. */
export interface Validating {
  readonly hooks: readonly Hook[];
  readonly context: AdmissionContext;
  readonly observe: ObserveHook | undefined;
  readonly credentialsFor: WebhookCallOptions["credentialsFor"];
}

interface ReadyCall {
  readonly invocation: Invocation;
  readonly objects: RequestObjects;
}

/**
 * Calls the validating webhooks that match a request concurrently. When all have answered, rejects with the first
 * StoreError that denies the request, if any.
 */
export async function validateByWebhooks(
  request: AdmissionRequest,
  { hooks, context, observe, credentialsFor }: Validating,
): Promise<void> {
  const calls: ReadyCall[] = [];
  for (const hook of hooks) {
    const invocation = await invocationOf(hook, request, context);
    if (invocation === undefined) continue;
    calls.push({ invocation, objects: await objectsInVersion(request, invocation.resource, context) });
  }
  if (calls.length === 0) return;
  if ((request.options.timeLeftMs?.() ?? 1) <= 0) throw requestTimedOut();
  const errors: unknown[] = [];
  const outcomes = calls.map(async ({ invocation, objects }, index) => {
    const failedOpenKey = `${failedOpenPrefix}round_0_index_${index}`;
    const record = { hook: invocation.hook, type: "validating", observe, failedOpenKey } as const;
    try {
      await settledCall(record, request, context, () =>
        callHook({ invocation, objects, isMutating: false, credentialsFor }, request, context),
      );
    } catch (error) {
      errors.push(error);
    }
  });
  await Promise.all(outcomes);
  const [first, ...others] = errors;
  for (const error of others)
    context.logger.warn({ reason: errorMessage(error) }, "a further webhook refuses the request");
  if (errors.length > 0) throw first;
}

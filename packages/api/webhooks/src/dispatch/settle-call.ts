import { errorMessage, isStoreError } from "@engenho/core";
import { internalError } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest } from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";
import { CallFailure, requestTimedOut } from "./failures.js";
import type { HookObservation, ObserveHook } from "./observe.js";

/** How a call is recorded in metrics and audit annotations. */
export interface CallRecord {
  readonly hook: Hook;
  readonly type: HookObservation["type"];
  readonly observe: ObserveHook | undefined;
  /** The key of the audit annotation of a failure that is ignored. */
  readonly failedOpenKey: string;
}

/**
 * The result of a call; undefined if it has failed and the webhook's failures are ignored. Rejects with the StoreError
 * that denies the request. A request that has exceeded its time limit is refused whatever the webhook answers.
 */
export async function settledCall<T>(
  { hook, type, observe, failedOpenKey }: CallRecord,
  request: AdmissionRequest,
  { clock, logger }: AdmissionContext,
  call: () => Promise<T>,
): Promise<T | undefined> {
  const { operation, options } = request;
  const beganMs = clock.monotonicNow();
  const note = (outcome: Pick<HookObservation, "rejected" | "code" | "error" | "failsOpen">) =>
    observe?.({ name: hook.name, type, operation, seconds: (clock.monotonicNow() - beganMs) / 1000, ...outcome });
  let result: T | undefined;
  try {
    result = await call();
    note({ rejected: false, code: 200, failsOpen: false });
  } catch (error) {
    if (!(error instanceof CallFailure)) {
      const refusal = isStoreError(error) ? error : internalError(errorMessage(error), error);
      const isDenial = refusal.answer !== undefined;
      const code = isDenial ? refusal.answer.status : 0;
      note({ rejected: true, code, error: isDenial ? "no_error" : "apiserver_internal_error", failsOpen: false });
      throw refusal;
    }
    const { status, message, rejection } = error;
    const failsOpen = hook.ignoresFailures;
    note({ rejected: !failsOpen, code: status, error: failsOpen ? undefined : "calling_webhook_error", failsOpen });
    if (!failsOpen) throw rejection;
    logger.warn(
      { webhook: hook.name, configuration: hook.configuration, reason: message },
      "a webhook's failure is ignored",
    );
    options.onAuditAnnotation?.(failedOpenKey, hook.name);
    if (error.endsRequest) throw requestTimedOut();
  }
  if ((options.timeLeftMs?.() ?? 1) <= 0) throw requestTimedOut();
  return result;
}

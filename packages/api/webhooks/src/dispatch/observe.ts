import type { AdmissionOperation } from "@engenho/registry";

/** One call of a webhook. */
export interface HookObservation {
  /** The webhook's name. */
  readonly name: string;
  /** Upstream's label: `admit` for mutating webhooks, `validating` for the others. */
  readonly type: "admit" | "validating";
  /** What the request does to the object. */
  readonly operation: AdmissionOperation;
  /** Whether the request is refused because of it. */
  readonly rejected: boolean;
  /** The HTTP status: 200 if the request was allowed, the webhook's or the failure's otherwise. */
  readonly code: number;
  /** How long the call has taken. */
  readonly seconds: number;
  /** Why the request is refused; undefined if it is not. */
  readonly error?: "no_error" | "calling_webhook_error" | "apiserver_internal_error" | undefined;
  /** Whether a failure is ignored. */
  readonly failsOpen: boolean;
}

/** Receives each call of a webhook, for metrics. */
export type ObserveHook = (observation: HookObservation) => void;

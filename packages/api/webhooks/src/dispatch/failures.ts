import { codeOfHttpStatus, type StatusCause, type StatusDetails, StoreError } from "@engenho/core";
import { internalError, isJsonObject, type JsonObject } from "@engenho/machinery";

/** The webhook could not be called, or its response is invalid: its failure policy decides what that means. */
export class CallFailure extends Error {
  /** The HTTP status of the failure, for metrics. */
  readonly status: number;
  readonly rejection: StoreError;
  /** Whether the time of the request is over, and not only that of the call. */
  readonly endsRequest: boolean;

  /** `reason` is upstream's message. */
  constructor(
    hook: string,
    reason: string,
    {
      status,
      cause,
      endsRequest = false,
    }: { readonly status: number; readonly cause?: unknown; readonly endsRequest?: boolean },
  ) {
    const message = `failed calling webhook ${JSON.stringify(hook)}: ${reason}`;
    super(message, { cause });
    this.status = status;
    this.endsRequest = endsRequest;
    this.rejection = internalError(message, cause);
  }
}

/** The webhook has denied the request, with a Status of its own (upstream: webhookerrors.ToStatusErr). */
export function denial(hook: string, result: JsonObject | undefined): StoreError {
  const { code, reason, message, details } = result ?? {};
  const explanation = [message, reason].find((text) => typeof text === "string" && text !== "");
  const denied = `admission webhook ${JSON.stringify(hook)} denied the request`;
  const status = typeof code === "number" && Number.isInteger(code) && code >= 400 ? code : 400;
  return new StoreError(
    codeOfHttpStatus(status) ?? (status >= 500 ? "InternalError" : "Forbidden"),
    explanation === undefined ? `${denied} without explanation` : `${denied}: ${explanation}`,
    {
      details: detailsOf(details),
      // HTTP statuses have three digits.
      answer: { status: Math.min(status, 599), reason: typeof reason === "string" ? reason : "" },
    },
  );
}

function detailsOf(details: unknown): StatusDetails {
  if (!isJsonObject(details)) return {};
  const text = (field: string) => (typeof details[field] === "string" ? { [field]: details[field] } : {});
  const { causes, retryAfterSeconds } = details;
  return {
    ...text("name"),
    ...text("group"),
    ...text("kind"),
    ...text("uid"),
    ...(Array.isArray(causes) ? { causes: causes.filter(isJsonObject).map(causeOf) } : {}),
    ...(typeof retryAfterSeconds === "number" ? { retryAfterSeconds } : {}),
  };
}

function causeOf(cause: JsonObject): StatusCause {
  const text = (field: string) => (typeof cause[field] === "string" ? { [field]: cause[field] } : {});
  return { ...text("reason"), ...text("message"), ...text("field") };
}

/** A dry run would have side effects (upstream: webhookerrors.NewDryRunUnsupportedErr). */
export function dryRunUnsupported(hook: string): StoreError {
  return new StoreError("BadRequest", `admission webhook ${JSON.stringify(hook)} does not support dry run`);
}

/** The request has exceeded its time limit. */
export function requestTimedOut(): StoreError {
  return new StoreError("Timeout", "Timeout: request did not complete within requested timeout");
}

import { codeOfHttpStatus, type StatusCause, type StatusDetails, StoreError, type StoreErrorCode } from "@engenho/core";

/** A metav1.Status in its wire format. */
export interface WireStatus {
  readonly kind?: string;
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
}

/** Whether a value is a Status. */
export function isStatus(value: unknown): value is WireStatus {
  return typeof value === "object" && value !== null && (value as WireStatus).kind === "Status";
}

/** The message for a path without a served resource. */
const noSuchResource = "the server could not find the requested resource";

const codes: ReadonlyMap<string, StoreErrorCode> = new Map([
  ["BadRequest", "BadRequest"],
  ["Unauthorized", "Unauthorized"],
  ["Forbidden", "Forbidden"],
  ["NotFound", "NotFound"],
  ["MethodNotAllowed", "MethodNotAllowed"],
  ["AlreadyExists", "AlreadyExists"],
  ["Conflict", "Conflict"],
  ["Expired", "Expired"],
  ["Gone", "Expired"],
  ["Invalid", "Invalid"],
  ["UnsupportedMediaType", "UnsupportedMediaType"],
  ["RequestEntityTooLarge", "RequestEntityTooLarge"],
  ["TooManyRequests", "TooManyRequests"],
  ["Timeout", "Timeout"],
  ["ServerTimeout", "Timeout"],
  ["ServiceUnavailable", "ServiceUnavailable"],
  ["InternalError", "InternalError"],
]);

/** An error response. */
export interface ErrorAnswer {
  readonly httpStatus: number;
  /** The parsed body; text if it is not JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * The StoreError with the same reason, message and details. A reason without a code is kept in the error's `answer`.
 */
export function errorOfAnswer({ httpStatus, body, retryAfterSeconds }: ErrorAnswer): StoreError {
  const status: WireStatus = isStatus(body) ? body : { message: shortText(body) };
  const { reason = "", message = "" } = status;
  const code =
    codes.get(reason) ?? codeOfHttpStatus(httpStatus) ?? (httpStatus === 502 ? "ServiceUnavailable" : "InternalError");
  const isKnown = codes.has(reason) || !isStatus(body);
  const details = detailsOf(status, retryAfterSeconds);
  const text = message === "" ? `the server answered with HTTP status ${httpStatus}` : message;
  if (code === "NotFound" && isMissingResource(status, body)) return new StoreError("NoKindMatch", text, { details });
  return new StoreError(code, text, { details, ...(isKnown ? {} : { answer: { status: httpStatus, reason } }) });
}

/** The StoreError of a Status in an ERROR event. */
export function errorOfEvent(status: unknown): StoreError {
  return errorOfAnswer({ httpStatus: (status as WireStatus | null)?.code ?? 500, body: status });
}

/** Whether a 404 is about the path, not an object: it has no Status, or one that names no object. */
function isMissingResource({ message = "", details }: WireStatus, body: unknown): boolean {
  if (!isStatus(body)) return true;
  return message === noSuchResource && (details?.name ?? "") === "";
}

function detailsOf({ details = {} }: WireStatus, header: number | undefined): StatusDetails {
  const retryAfterSeconds = details.retryAfterSeconds ?? header;
  const { name, group, kind, uid, causes } = details;
  return {
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(kind === undefined ? {} : { kind }),
    ...(uid === undefined ? {} : { uid }),
    ...(causes === undefined ? {} : { causes }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** How much of a body without a Status is shown. */
const shownCharacters = 1024;

function shortText(body: unknown): string {
  return (typeof body === "string" ? body : (JSON.stringify(body) ?? "")).trim().slice(0, shownCharacters);
}

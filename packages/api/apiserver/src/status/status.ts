import {
  errorMessage,
  isStoreError,
  type StatusCause,
  type StatusDetails,
  type StoreError,
  type StoreErrorCode,
} from "@engenho/core";

/** metav1.Status: the body of every error, and of those successes that return no object. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  /** Always empty: ListMeta, which no Status uses. */
  readonly metadata: Readonly<Record<string, never>>;
  /** Whether the request had its effect. */
  readonly status: "Success" | "Failure";
  /** A message for people. */
  readonly message?: string;
  /** The reason in one word: `NotFound`. Absent where upstream has none. */
  readonly reason?: string;
  /** The object that the request was about, and the causes. */
  readonly details?: StatusDetails;
  /** The HTTP status code; absent in successes that upstream sends without it. */
  readonly code?: number;
}

/** An error that already is a Status, for reasons and codes that no StoreError has (406, a 404 for a path). */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? "failed");
    this.status = status;
  }
}

/** An error that upstream answers with plain text instead of a Status. */
export class PlainTextError extends Error {
  override readonly name = "PlainTextError";
  /** The HTTP status code. */
  readonly code: number;
  /** After how many seconds the client may try again. */
  readonly retryAfterSeconds: number | undefined;

  /** `body` is the whole response. */
  constructor(code: number, body: string, retryAfterSeconds?: number) {
    super(body);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface CodeMeaning {
  readonly code: number;
  readonly reason: string;
}

const meanings: Readonly<Record<StoreErrorCode, CodeMeaning>> = {
  BadRequest: { code: 400, reason: "BadRequest" },
  Unauthorized: { code: 401, reason: "Unauthorized" },
  Forbidden: { code: 403, reason: "Forbidden" },
  NotFound: { code: 404, reason: "NotFound" },
  NoKindMatch: { code: 404, reason: "NotFound" },
  MethodNotAllowed: { code: 405, reason: "MethodNotAllowed" },
  AlreadyExists: { code: 409, reason: "AlreadyExists" },
  Conflict: { code: 409, reason: "Conflict" },
  Expired: { code: 410, reason: "Expired" },
  RequestEntityTooLarge: { code: 413, reason: "RequestEntityTooLarge" },
  UnsupportedMediaType: { code: 415, reason: "UnsupportedMediaType" },
  Invalid: { code: 422, reason: "Invalid" },
  TooManyRequests: { code: 429, reason: "TooManyRequests" },
  InternalError: { code: 500, reason: "InternalError" },
  ServiceUnavailable: { code: 503, reason: "ServiceUnavailable" },
  Closed: { code: 503, reason: "ServiceUnavailable" },
  Timeout: { code: 504, reason: "Timeout" },
};

/** The Status of an error. Errors that are neither StoreError nor StatusError are internal errors. */
export function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  if (isStoreError(error)) {
    const { code, reason } = meaningOf(error);
    if (error.code === "NoKindMatch")
      return serverStatus(code, reason, "the server could not find the requested resource");
    const details = orderedDetails(error.details);
    return failure({
      code,
      reason: error.answer === undefined && isUnforeseen(error) ? "" : reason,
      message: error.message,
      ...(details === undefined ? {} : { details }),
    });
  }
  const message = errorMessage(error);
  return failure({
    code: 500,
    reason: "InternalError",
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}

function meaningOf({ code, answer }: StoreError): CodeMeaning {
  return answer === undefined ? meanings[code] : { code: answer.status, reason: answer.reason };
}

/** Upstream's untyped errors, for which its server returns a 500 without a reason; the others begin with these words. */
function isUnforeseen(error: StoreError): boolean {
  return error.code === "InternalError" && !error.message.startsWith("Internal error occurred");
}

/** Builds a failure with its fields in upstream's order; an empty reason is omitted. */
export function failure(fields: {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails;
}): Status {
  const { code, reason, message, details } = fields;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** Upstream's response where its router, not a resource, refuses a request: with empty details. */
export function serverStatus(code: number, reason: string, message: string): Status {
  return failure({ code, reason, message, details: {} });
}

/** A success that returns no object, such as a deletion. */
export function success(details?: StatusDetails, code?: number): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    ...(details === undefined ? {} : { details }),
    ...(code === undefined ? {} : { code }),
  };
}

function orderedDetails(details: StatusDetails): StatusDetails | undefined {
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  const ordered = {
    ...(present(name) ? { name } : {}),
    ...(present(group) ? { group } : {}),
    ...(present(kind) ? { kind } : {}),
    ...(present(uid) ? { uid } : {}),
    ...(causes === undefined || causes.length === 0 ? {} : { causes: causes.map(orderedCause) }),
    ...(retryAfterSeconds === undefined || retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  };
  return Object.keys(ordered).length === 0 ? undefined : ordered;
}

function orderedCause({ reason, message, field }: StatusCause): StatusCause {
  return {
    ...(present(reason) ? { reason } : {}),
    ...(present(message) ? { message } : {}),
    ...(present(field) ? { field } : {}),
  };
}

function present(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

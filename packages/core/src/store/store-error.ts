/**
 * Why a Store refused or failed. Each code is the Status reason of the same name (metav1.StatusReason), except:
 * - `NoKindMatch`: the store serves no such kind (a RESTMapper's NoKindMatchError; HTTP 404 "the server could not find the requested resource");
 * - `Closed`: the store was closed; nothing can be read or written any more.
 */
export type StoreErrorCode =
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "NoKindMatch"
  | "MethodNotAllowed"
  | "AlreadyExists"
  | "Conflict"
  | "Expired"
  | "Invalid"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "TooManyRequests"
  | "Timeout"
  | "ServiceUnavailable"
  | "InternalError"
  | "Closed";

/** One cause of an error (metav1.StatusCause): `reason` such as `FieldValueInvalid`, `field` such as `spec.replicas`. */
export interface StatusCause {
  /** One CamelCase word for programs (metav1.CauseType): `FieldValueInvalid`. */
  readonly reason?: string;
  /** A sentence for people. */
  readonly message?: string;
  /** The path of the field in the request body: `spec.ports[0].port`. */
  readonly field?: string;
}

/** Details of an error (metav1.StatusDetails). */
export interface StatusDetails {
  /** The name of the object that the error is about. */
  readonly name?: string;
  /** The API group; `""` or absent is the core group. */
  readonly group?: string;
  /** The resource's plural or, for some errors upstream, its kind. */
  readonly kind?: string;
  /** The UID of the object, if it is known. */
  readonly uid?: string;
  /** The individual faults, of which `Invalid` may report several. */
  readonly causes?: readonly StatusCause[];
  /** How long a client should wait before it tries again. */
  readonly retryAfterSeconds?: number;
}

/** Options of {@link StoreError}. */
export interface StoreErrorOptions {
  /** The details of the Status. Default: none. */
  readonly details?: StatusDetails;
  /** The underlying error. */
  readonly cause?: unknown;
  /** The status and reason of an API server's response, instead of the code's own. Default: those of the code. */
  readonly answer?: StatusAnswer | undefined;
}

/**
 * An HTTP status and a Status reason other than those of a {@link StoreErrorCode}, such as an admission webhook may
 * choose.
 */
export interface StatusAnswer {
  /** The HTTP status, such as 418. */
  readonly status: number;
  /** The reason; `""` if there is none. */
  readonly reason: string;
}

/**
 * The only error type that Store methods throw. Compare `code`, never the class: two copies of this package may be
 * installed. `Conflict`, `AlreadyExists` (for generated names), `TooManyRequests`, `Timeout`, `ServiceUnavailable` and
 * `InternalError` are worth a retry after a fresh read; the others do not succeed until something changes.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  /** The reason by which programs distinguish errors. */
  readonly code: StoreErrorCode;
  /** The details of the Status; `{}` if there are none. */
  readonly details: StatusDetails;
  /** What an API server answers in place of the code's own status and reason. */
  readonly answer?: StatusAnswer;

  /** `message` is the message of the Status, which clients show to people. */
  constructor(code: StoreErrorCode, message: string, options: StoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    if (options.answer !== undefined) this.answer = options.answer;
  }
}

/** Whether `error` is a StoreError, judged by its shape, with one of `codes` (with any code if none is given). */
export function isStoreError(error: unknown, ...codes: readonly StoreErrorCode[]): error is StoreError {
  if (!(error instanceof Error) || error.name !== "StoreError") return false;
  return codes.length === 0 || codes.includes((error as StoreError).code);
}

/** Whether the error has a cause of the given reason, such as `NamespaceTerminating` (apierrors.HasStatusCause). */
export function hasStatusCause(error: unknown, reason: string): boolean {
  return isStoreError(error) && (error.details.causes ?? []).some((cause) => cause.reason === reason);
}

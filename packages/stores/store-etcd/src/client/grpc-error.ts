/** The gRPC codes that are handled here. */
export const grpcCodes = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A failed call: the server's error, or that of the connection. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  /** One of {@link grpcCodes}, or another gRPC code. */
  readonly code: number;

  constructor(code: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Whether retrying, at this member or another one, may succeed. */
export function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof GrpcError && error.code === grpcCodes.unavailable;
}

/** Whether all connections were refused, or the hosts do not exist. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as NodeJS.ErrnoException;
  if (Array.isArray(cause)) return cause.every(isUnreachable);
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || isUnreachable(cause);
}

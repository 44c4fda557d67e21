/** The codes of gRPC that are told apart here. */
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

/** A call that failed: the server's answer, or why there is none. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  /** One of {@link grpcCodes}, or another one of gRPC. */
  readonly code: number;

  constructor(code: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Whether the answer depends on who was asked and when, so that asking again, or somebody else, may help. */
export function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof GrpcError && error.code === grpcCodes.unavailable;
}

/** Whether nobody listens at any of the addresses that were tried: connections are refused, or there is no such host. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as NodeJS.ErrnoException;
  if (Array.isArray(cause)) return cause.every(isUnreachable);
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || isUnreachable(cause);
}

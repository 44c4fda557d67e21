import { isStoreError, StoreError } from "@engenho/core";
import { GrpcError, grpcCodes } from "./client/grpc-error.js";

/**
 * The StoreError of a failed call of etcd. etcd's own messages ("etcdserver: request timed out") are passed on as
 * internal errors, as kube-apiserver does.
 */
export function storeErrorOf(error: unknown): unknown {
  if (isStoreError(error) || !(error instanceof GrpcError)) return error;
  const { code, message } = error;
  const options = { cause: error };
  if (message.startsWith("etcdserver: ")) return new StoreError("InternalError", message, options);
  switch (code) {
    case grpcCodes.deadlineExceeded:
      return new StoreError("Timeout", `Timeout: request did not complete within the requested timeout - ${message}`, {
        ...options,
        details: { retryAfterSeconds: 1 },
      });
    case grpcCodes.unavailable:
      return new StoreError("ServiceUnavailable", `etcd cannot be reached: ${message}`, {
        ...options,
        details: { retryAfterSeconds: 1 },
      });
    default:
      return new StoreError("InternalError", `etcd: ${message}`, options);
  }
}

/** Whether the error says that a revision has been compacted. */
export function isCompacted(error: unknown): boolean {
  return error instanceof GrpcError && error.code === grpcCodes.outOfRange && error.message.includes("compacted");
}

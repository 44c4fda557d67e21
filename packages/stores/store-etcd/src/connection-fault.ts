import { StoreError } from "@engenho/core";
import { GrpcError, grpcCodes } from "./client/grpc-error.js";
import { storeErrorOf } from "./store-errors.js";

/** Why a store could not be opened, in a sentence that says what to check. */
export function connectionFault(
  error: unknown,
  { servers, prefix }: { readonly servers: readonly string[]; readonly prefix: string },
): unknown {
  if (!(error instanceof GrpcError)) return error;
  const { code, message } = error;
  const options = { cause: error };
  if (isRefusal(error)) {
    const hint = `the client's certificate (certFile, --etcd-certfile) must name a user of etcd with a role for the keys under ${prefix}/`;
    return new StoreError("Forbidden", `etcd refuses this client (${message}): ${hint}`, options);
  }
  if (code !== grpcCodes.unavailable && code !== grpcCodes.deadlineExceeded) return storeErrorOf(error);
  const where = servers.join(", ");
  return new StoreError(
    "ServiceUnavailable",
    `etcd cannot be used at ${where} (${message}): ${hintFor(message, servers)}`,
    options,
  );
}

function isRefusal({ code, message }: GrpcError): boolean {
  if (code === grpcCodes.permissionDenied || code === grpcCodes.unauthenticated) return true;
  return message.includes("user name is empty") || message.includes("authentication");
}

function hintFor(message: string, servers: readonly string[]): string {
  if (message.startsWith("etcdserver:")) return "its members have no leader; most of them must run";
  if (/ENOENT|EACCES|EISDIR/.test(message)) {
    return "the files of caFile, certFile and keyFile (--etcd-cafile, --etcd-certfile, --etcd-keyfile) must be readable";
  }
  if (/certificate|alert|SSL|TLS|PEM|key values mismatch|self.signed|altnames/i.test(message)) {
    return "check caFile, certFile and keyFile (--etcd-cafile, --etcd-certfile, --etcd-keyfile)";
  }
  // With TLS 1.3 a server that refuses the client's certificate only closes the connection.
  return servers.every((server) => server.startsWith("http:"))
    ? "a member must listen there, and speak http, not https (servers, --etcd-servers)"
    : "a member must listen there, and accept the client's certificate (servers, --etcd-servers; certFile, --etcd-certfile)";
}

import { errorMessage } from "@engenho/core";

interface ConnectionError extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly host?: string;
  readonly cert?: { readonly subjectaltname?: string };
}

/** Go's messages for Node's codes of failed connections. */
const refusals: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "connection refused"],
  ["EHOSTUNREACH", "no route to host"],
  ["ENETUNREACH", "network is unreachable"],
  ["ETIMEDOUT", "connection timed out"],
  ["EADDRNOTAVAIL", "cannot assign requested address"],
  ["EACCES", "permission denied"],
]);

const untrusted = "tls: failed to verify certificate: x509: ";
const certificateFaults: ReadonlyMap<string, string> = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate signed by unknown authority"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate signed by unknown authority"],
  ["UNABLE_TO_GET_ISSUER_CERT", "certificate signed by unknown authority"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate signed by unknown authority"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate signed by unknown authority"],
  ["CERT_SIGNATURE_FAILURE", "certificate signed by unknown authority"],
  ["CERT_HAS_EXPIRED", "certificate has expired or is not yet valid"],
  ["CERT_NOT_YET_VALID", "certificate has expired or is not yet valid"],
  ["INVALID_PURPOSE", "certificate specifies an incompatible key usage"],
]);

/** The failure of a request with the message of Go's net, net/http or crypto/tls, where they have one. */
export function connectionFault(error: unknown): string {
  const { errors } = error as { readonly errors?: readonly unknown[] };
  // A name with several addresses: like Go, the error of the last one.
  if (errors !== undefined && errors.length > 0) return connectionFault(errors.at(-1));
  const { code = "", address, port, hostname, host, cert } = error as ConnectionError;
  const refusal = refusals.get(code);
  if (refusal !== undefined) {
    const target = address === undefined ? "" : ` ${address.includes(":") ? `[${address}]` : address}:${port}`;
    return `dial tcp${target}: connect: ${refusal}`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `dial tcp: lookup ${hostname}: no such host`;
  const certificate = certificateFaults.get(code);
  if (certificate !== undefined) return `${untrusted}${certificate}`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `${untrusted}${nameFault(host ?? "", cert?.subjectaltname ?? "")}`;
  if (code === "ECONNRESET") {
    return errorMessage(error) === "socket hang up" ? "EOF" : "read: connection reset by peer";
  }
  if (code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return "http: server gave HTTP response to HTTPS client";
  }
  return errorMessage(error);
}

/** Go's x509.HostnameError. */
function nameFault(host: string, names: string): string {
  const entries = names.split(", ").filter((entry) => entry !== "");
  const of = (prefix: string) =>
    entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
  if (/^[\d.]+$/.test(host) || host.includes(":")) {
    const addresses = of("IP Address:");
    if (addresses.length === 0) {
      return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
    }
    return `certificate is valid for ${addresses.join(", ")}, not ${host}`;
  }
  const dns = of("DNS:");
  if (dns.length === 0) return `certificate is not valid for any names, but wanted to match ${host}`;
  return `certificate is valid for ${dns.join(", ")}, not ${host}`;
}

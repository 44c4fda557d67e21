import { type Authority, createAuthority, type IssuedCertificate, issueCertificate } from "./authority.js";
import { alternativeNames, serverUsage } from "./certificate.js";

/** The server's certificate and key, and the CA certificate for its clients; all in PEM. */
export type ServingCertificate = IssuedCertificate;

/** Options of {@link createServingCertificate}. */
export interface ServingCertificateOptions {
  /** The DNS names and IP addresses of the certificate. */
  readonly hosts: readonly string[];
  /** The signing authority. Default: a new one that signs nothing else. */
  readonly authority?: Authority;
  readonly nowMs: number;
}

/** Creates the certificate of a server. */
export function createServingCertificate({
  hosts,
  nowMs,
  authority = createAuthority(nowMs),
}: ServingCertificateOptions): ServingCertificate {
  return issueCertificate(authority, nowMs, {
    subject: "engenho",
    extensions: [serverUsage(), alternativeNames(hosts)],
  });
}

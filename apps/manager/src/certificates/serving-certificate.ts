import { alternativeNames, serverUsage } from "./certificate.js";
import { type CertificateOfAuthority, certificateOfNewAuthority } from "./new-authority.js";

/** The server's certificate and key, and the CA certificate for its clients; all in PEM. */
export type ServingCertificate = CertificateOfAuthority;

/** Options of {@link createServingCertificate}. */
export interface ServingCertificateOptions {
  /** The DNS names and IP addresses of the certificate. */
  readonly hosts: readonly string[];
  readonly nowMs: number;
}

/**
 * Creates a certificate authority, whose key is discarded, and a certificate signed by it, both valid for a year. It takes a
 * millisecond: P-256 keys are generated quickly, and the rest is a few hundred bytes.
 */
export function createServingCertificate({ hosts, nowMs }: ServingCertificateOptions): ServingCertificate {
  return certificateOfNewAuthority("engenho-ca", nowMs, {
    subject: "engenho",
    extensions: [serverUsage(), alternativeNames(hosts)],
  });
}

import { clientUsage } from "./certificate.js";
import { type CertificateOfAuthority, certificateOfNewAuthority } from "./new-authority.js";

/** Creates the certificate of a user, and the authority of client certificates that has signed it and will sign no other. */
export function createClientCertificate(
  { name, group }: { readonly name: string; readonly group: string },
  nowMs: number,
): CertificateOfAuthority {
  const content = { subject: name, organization: group, extensions: [clientUsage()] };
  return certificateOfNewAuthority("engenho-client-ca", nowMs, content);
}

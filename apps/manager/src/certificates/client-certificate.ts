import { type Authority, type IssuedCertificate, issueCertificate } from "./authority.js";
import { clientUsage } from "./certificate.js";

/** Creates the certificate of a user. */
export function createClientCertificate(
  authority: Authority,
  { name, group }: { readonly name: string; readonly group: string },
  nowMs: number,
): IssuedCertificate {
  return issueCertificate(authority, nowMs, { subject: name, organization: group, extensions: [clientUsage()] });
}

import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Credentials } from "@engenho/authentication";

/** The attribute of a subject that upstream reads as the user's UID (apimachinery asn1.X509UID). */
const uidAttribute = "1.3.6.1.4.1.57683.2";
/** How many certificates of a chain are looked at. */
const maxChain = 16;

/** The client certificate of a connection, whose chain TLS has verified. */
export function clientCertificate(socket: TLSSocket): Credentials["certificate"] {
  const certificate = socket.getPeerCertificate(true);
  // Node returns an empty object, or nothing, when the client has sent none.
  if (certificate?.subject === undefined) return undefined;
  if (!socket.authorized) return "untrusted";
  const { subject, fingerprint256 } = certificate;
  return {
    commonName: textsOf(subject.CN).at(-1) ?? "",
    organizations: textsOf(subject.O),
    fingerprint: fingerprint256.replaceAll(":", "").toLowerCase(),
    uids: textsOf(Object.entries(subject).find(([name]) => name === uidAttribute)?.[1]),
    ...validityOf(certificate),
  };
}

/** When all certificates of a chain are valid. */
function validityOf(leaf: DetailedPeerCertificate): { readonly validFromMs: number; readonly validToMs: number } {
  let validFromMs = Number.NEGATIVE_INFINITY;
  let validToMs = Number.POSITIVE_INFINITY;
  let certificate: DetailedPeerCertificate | undefined = leaf;
  for (let count = 0; count < maxChain && certificate?.valid_to !== undefined; count++) {
    validFromMs = Math.max(validFromMs, Date.parse(certificate.valid_from));
    validToMs = Math.min(validToMs, Date.parse(certificate.valid_to));
    const { issuerCertificate }: DetailedPeerCertificate = certificate;
    if (issuerCertificate === certificate) break;
    certificate = issuerCertificate;
  }
  return { validFromMs, validToMs };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Credentials } from "@engenho/authentication";

/** The attribute of a subject that upstream reads as the user's UID (apimachinery asn1.X509UID). */
const uidAttribute = "1.3.6.1.4.1.57683.2";
/** The maximum number of certificates of a chain that are checked. */
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
    fingerprint: hashOf(fingerprint256),
    authorities: authoritiesOf(certificate),
    uids: textsOf(Object.entries(subject).find(([name]) => name === uidAttribute)?.[1]),
    ...validityOf(certificate),
  };
}

/** The time in which all certificates of a chain are valid. */
function validityOf(leaf: DetailedPeerCertificate): { readonly validFromMs: number; readonly validToMs: number } {
  let validFromMs = Number.NEGATIVE_INFINITY;
  let validToMs = Number.POSITIVE_INFINITY;
  for (const certificate of chainOf(leaf)) {
    validFromMs = Math.max(validFromMs, Date.parse(certificate.valid_from));
    validToMs = Math.min(validToMs, Date.parse(certificate.valid_to));
  }
  return { validFromMs, validToMs };
}

/** The hashes of the certificates above the client's, and of its own if it is an authority itself. */
function authoritiesOf(leaf: DetailedPeerCertificate): readonly string[] {
  return chainOf(leaf).map(({ fingerprint256 }) => hashOf(fingerprint256));
}

function hashOf(fingerprint256: string): string {
  return fingerprint256.replaceAll(":", "").toLowerCase();
}

/** A certificate and those above it. */
function chainOf(leaf: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  for (let count = 0; count < maxChain && certificate?.valid_to !== undefined; count++) {
    chain.push(certificate);
    const { issuerCertificate }: DetailedPeerCertificate = certificate;
    if (issuerCertificate === certificate) break;
    certificate = issuerCertificate;
  }
  return chain;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

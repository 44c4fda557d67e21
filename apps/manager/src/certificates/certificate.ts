import { createHash, type KeyObject, sign } from "node:crypto";
import {
  alternativeNamesElement,
  alternativeNames as alternativeNamesExtension,
  authorityKeyIdentifier as authorityKeyExtension,
  certificateToSign,
  encodePem,
  extendedKeyUsage,
  type CertificateContent as IssuedContent,
  keyUsage as keyUsageExtension,
  nameElement,
  noAlternativeNames,
  signedCertificate,
  signingAlgorithms,
  subjectKeyIdentifier as subjectKeyExtension,
} from "@engenho/x509";
import { addressBytes } from "./address-bytes.js";

/** The content of a certificate (RFC 5280). Keys are ECDSA keys on P-256. */
export interface CertificateContent extends Pick<IssuedContent, "serialNumber" | "notBeforeMs" | "notAfterMs"> {
  /** The common name of the issuer. */
  readonly issuer: string;
  /** The common name of the subject. */
  readonly subject: string;
  /** The organization of the subject. Default: none. */
  readonly organization?: string;
  readonly publicKey: KeyObject;
  /** The extensions, created by the functions below. */
  readonly extensions: readonly Uint8Array[];
}

/** Signs a certificate using ECDSA with SHA-256; returns PEM. */
export function signCertificate(content: CertificateContent, issuerKey: KeyObject): string {
  const algorithm = signingAlgorithms["P-256"];
  const signed = certificateToSign(
    {
      serialNumber: content.serialNumber,
      issuer: name(content.issuer),
      subject: name(content.subject, content.organization),
      notBeforeMs: content.notBeforeMs,
      notAfterMs: content.notAfterMs,
      publicKey: content.publicKey.export({ type: "spki", format: "der" }),
      extensions: content.extensions,
    },
    algorithm,
  );
  return encodePem("CERTIFICATE", signedCertificate(signed, algorithm, sign("sha256", signed, issuerKey)));
}

/** Key usage: digital signatures, and for a CA also certificate signing. */
export function keyUsage(isAuthority: boolean): Uint8Array {
  return keyUsageExtension(isAuthority ? [0, 5] : [0]);
}

/** Extended key usage: TLS server authentication. */
export function serverUsage(): Uint8Array {
  return extendedKeyUsage(["1.3.6.1.5.5.7.3.1"]);
}

/** Extended key usage: TLS client authentication. */
export function clientUsage(): Uint8Array {
  return extendedKeyUsage(["1.3.6.1.5.5.7.3.2"]);
}

/** Subject alternative names: DNS names and IP addresses. */
export function alternativeNames(hosts: readonly string[]): Uint8Array {
  const ipAddresses: Uint8Array[] = [];
  const dnsNames: string[] = [];
  for (const host of hosts) {
    const address = addressBytes(host);
    if (address === undefined) dnsNames.push(host);
    else ipAddresses.push(address);
  }
  return alternativeNamesExtension(alternativeNamesElement({ ...noAlternativeNames, dnsNames, ipAddresses }));
}

/** Subject key identifier: distinguishes the keys of one subject. */
export function subjectKeyIdentifier(key: KeyObject): Uint8Array {
  return subjectKeyExtension(keyIdentifier(key));
}

/** Authority key identifier: which of the issuer's keys has signed the certificate. */
export function authorityKeyIdentifier(key: KeyObject): Uint8Array {
  return authorityKeyExtension(keyIdentifier(key));
}

function name(commonName: string, organization?: string): Uint8Array {
  return nameElement({
    commonName: [commonName],
    ...(organization === undefined ? {} : { organization: [organization] }),
  });
}

/** The length of an uncompressed point on P-256, which is the end of an encoded public key. */
const pointBytes = 65;

/** RFC 5280, 4.2.1.2 (1): the SHA-1 hash of the public key's bits. */
function keyIdentifier(key: KeyObject): Buffer {
  const point = key.export({ type: "spki", format: "der" }).subarray(-pointBytes);
  return createHash("sha1").update(point).digest();
}

import { createHash, type KeyObject, sign } from "node:crypto";
import { addressBytes } from "./address-bytes.js";
import {
  bitString,
  booleanTrue,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from "./der.js";

/** The content of a certificate (RFC 5280). Keys are ECDSA keys on P-256. */
export interface CertificateContent {
  /** At most 20 bytes; unique per issuer. */
  readonly serialNumber: Uint8Array;
  /** The common name of the issuer. */
  readonly issuer: string;
  /** The common name of the subject. */
  readonly subject: string;
  /** The organization of the subject. Default: none. */
  readonly organization?: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: KeyObject;
  /** Created by the functions below. */
  readonly extensions: readonly Buffer[];
}

/** Signs a certificate using ECDSA with SHA-256; returns PEM. */
export function signCertificate(content: CertificateContent, issuerKey: KeyObject): string {
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const version3 = element(0xa0, integer(Buffer.of(2)));
  const signed = sequence(
    version3,
    integer(content.serialNumber),
    algorithm,
    name(content.issuer),
    sequence(time(content.notBeforeMs), time(content.notAfterMs)),
    name(content.subject, content.organization),
    content.publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(...content.extensions)),
  );
  const certificate = sequence(signed, algorithm, bitString(sign("sha256", signed, issuerKey)));
  const lines = certificate.toString("base64").replace(/.{64}(?!$)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** Basic constraints: a CA for end entity certificates only, or not a CA. */
export function basicConstraints(isAuthority: boolean): Buffer {
  const content = isAuthority ? sequence(booleanTrue(), integer(Buffer.of(0))) : sequence();
  return extension("2.5.29.19", content, { critical: true });
}

/** Key usage: digital signatures, and for a CA also certificate signing. */
export function keyUsage(isAuthority: boolean): Buffer {
  const bits = isAuthority ? bitString(Buffer.of(0b1000_0100), 2) : bitString(Buffer.of(0b1000_0000), 7);
  return extension("2.5.29.15", bits, { critical: true });
}

/** Extended key usage: TLS server authentication. */
export function serverUsage(): Buffer {
  return extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.1")));
}

/** Extended key usage: TLS client authentication. */
export function clientUsage(): Buffer {
  return extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.2")));
}

/** Subject alternative names: DNS names and IP addresses. */
export function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => {
    const address = addressBytes(host);
    return address === undefined ? element(0x82, Buffer.from(host)) : element(0x87, address);
  });
  return extension("2.5.29.17", sequence(...names));
}

/** Subject key identifier: distinguishes the keys of one subject. */
export function subjectKeyIdentifier(key: KeyObject): Buffer {
  return extension("2.5.29.14", octetString(keyIdentifier(key)));
}

/** Authority key identifier: which of the issuer's keys has signed the certificate. */
export function authorityKeyIdentifier(key: KeyObject): Buffer {
  return extension("2.5.29.35", sequence(element(0x80, keyIdentifier(key))));
}

function extension(identifier: string, content: Buffer, { critical = false } = {}): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [booleanTrue()] : []), octetString(content));
}

function name(commonName: string, organization?: string): Buffer {
  const attribute = (type: string, text: string) => setOf(sequence(objectIdentifier(type), utf8String(text)));
  return sequence(
    ...(organization === undefined ? [] : [attribute("2.5.4.10", organization)]),
    attribute("2.5.4.3", commonName),
  );
}

/** The length of an uncompressed point on P-256, which is the end of an encoded public key. */
const pointBytes = 65;

/** RFC 5280, 4.2.1.2 (1): the SHA-1 hash of the public key's bits. */
function keyIdentifier(key: KeyObject): Buffer {
  const point = key.export({ type: "spki", format: "der" }).subarray(-pointBytes);
  return createHash("sha1").update(point).digest();
}

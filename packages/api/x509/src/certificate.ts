import { DerReader } from "./der/reader.js";
import { dottedIdentifier, haveSameBytes, isInteger, timeOf } from "./der/values.js";
import type { DistinguishedName } from "./names/distinguished-name.js";
import { readName } from "./names/read-name.js";
import { pemBlocks } from "./pem/blocks.js";
import { type PublicKey, readPublicKey } from "./signatures/public-key.js";

/** The fields of a certificate that are read (Go: x509.Certificate). The signature is not verified. */
export interface Certificate {
  /** The subject. */
  readonly subject: DistinguishedName;
  /** The subject in DER, as in the certificate: the issuer of certificates that it signs. */
  readonly rawSubject: Uint8Array;
  /** Unix milliseconds. */
  readonly notBeforeMs: number;
  /** Unix milliseconds. */
  readonly notAfterMs: number;
  /** The subject key identifier, if there is one. */
  readonly subjectKeyId: Uint8Array | undefined;
  /** The key that the certificate is about. */
  readonly publicKey: PublicKey;
  /** Whether the basic constraints say that it is the certificate of an authority. */
  readonly isCa: boolean;
}

const keyFaults = {
  info: "x509: malformed spki",
  algorithm: "x509: malformed public key algorithm identifier",
  key: "x509: malformed subjectPublicKey",
};

/** Reads concatenated certificates in DER. Throws Error with Go's message (crypto/x509 ParseCertificates). */
export function readCertificates(bytes: Uint8Array): readonly Certificate[] {
  const found: Certificate[] = [];
  for (const reader = new DerReader(bytes); !reader.isDone; ) {
    found.push(readCertificate(reader.read(0x30, "x509: malformed certificate").content));
  }
  return found;
}

/**
 * The certificates in the `CERTIFICATE` blocks of a PEM text; other blocks are skipped. Throws as {@link
 * readCertificates}.
 */
export function certificatesOfPem(pem: string): readonly Certificate[] {
  return [...pemBlocks(pem)].flatMap(({ type, bytes }) => (type === "CERTIFICATE" ? readCertificates(bytes) : []));
}

function readCertificate(content: Uint8Array): Certificate {
  const outer = new DerReader(content);
  const parts = new DerReader(outer.read(0x30, "x509: malformed tbs certificate").content);
  const version = parts.readOptional(0xa0, "x509: malformed version");
  if (version !== undefined) checkVersion(version.content);
  const serial = parts.read(0x02, "x509: malformed serial number").content;
  if (!isInteger(serial)) throw new Error("x509: malformed serial number");
  const inner = parts.read(0x30, "x509: malformed signature algorithm identifier").whole;
  const algorithm = outer.read(0x30, "x509: malformed algorithm identifier").whole;
  if (!haveSameBytes(inner, algorithm))
    throw new Error("x509: inner and outer signature algorithm identifiers don't match");
  readName(parts.read(0x30, "x509: malformed issuer").content);
  const validity = new DerReader(parts.read(0x30, "x509: malformed validity").content);
  const notBeforeMs = readTime(validity);
  const notAfterMs = readTime(validity);
  const subject = parts.read(0x30, "x509: malformed issuer");
  const name = readName(subject.content);
  const publicKey = readPublicKey(parts, keyFaults);
  parts.readOptional(0x81, "x509: malformed issuerUniqueID");
  parts.readOptional(0x82, "x509: malformed subjectUniqueID");
  const extensions = readExtensions(parts.readOptional(0xa3, "x509: malformed extensions")?.content);
  outer.read(0x03, "x509: malformed signature");
  const keyId = extensions.get("2.5.29.14");
  return {
    subject: name,
    rawSubject: subject.whole,
    notBeforeMs,
    notAfterMs,
    subjectKeyId: keyId && new DerReader(keyId).read(0x04, "x509: invalid subject key identifier").content,
    publicKey,
    isCa: isAuthority(extensions.get("2.5.29.19")),
  };
}

/** Reads the extension of basic constraints (Go: parseBasicConstraintsExtension). */
function isAuthority(extension: Uint8Array | undefined): boolean {
  if (extension === undefined) return false;
  const fault = "x509: invalid basic constraints";
  const constraints = new DerReader(new DerReader(extension).read(0x30, fault).content);
  const flag = constraints.readOptional(0x01, fault)?.content;
  if (flag !== undefined && (flag.length !== 1 || (flag[0] !== 0 && flag[0] !== 0xff))) throw new Error(fault);
  const longestPath = constraints.readOptional(0x02, fault)?.content;
  if (longestPath !== undefined && !isInteger(longestPath)) throw new Error(fault);
  return flag?.[0] === 0xff;
}

function checkVersion(content: Uint8Array): void {
  const number = new DerReader(content).read(0x02, "x509: malformed version").content;
  if (number.length !== 1 || (number[0] as number) > 2) throw new Error("x509: invalid version");
}

function readTime(validity: DerReader): number {
  const found = validity.next();
  const tag = found?.tag;
  if (found === undefined || (tag !== 0x17 && tag !== 0x18)) throw new Error("x509: unsupported time format");
  const ms = timeOf(found);
  if (ms === undefined) throw new Error(`x509: malformed ${tag === 0x17 ? "UTCTime" : "GeneralizedTime"}`);
  return ms;
}

function readExtensions(content: Uint8Array | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (content === undefined) return found;
  const list = new DerReader(new DerReader(content).read(0x30, "x509: malformed extensions").content);
  while (!list.isDone) {
    const extension = new DerReader(list.read(0x30, "x509: malformed extension").content);
    const identifier = dottedIdentifier(extension.read(0x06, "x509: malformed extension OID field").content);
    if (identifier === undefined) throw new Error("x509: malformed extension OID field");
    extension.readOptional(0x01, "x509: malformed extension critical field");
    const value = extension.read(0x04, "x509: malformed extension value field").content;
    if (found.has(identifier)) {
      throw new Error(`x509: certificate contains duplicate extension with OID ${JSON.stringify(identifier)}`);
    }
    found.set(identifier, value);
  }
  return found;
}

import { DerReader } from "./der/reader.js";
import { wholeBytes } from "./der/values.js";
import { type AlternativeNames, noAlternativeNames } from "./names/alternative-names.js";
import type { DistinguishedName } from "./names/distinguished-name.js";
import { readAlternativeNames } from "./names/read-alternative-names.js";
import { readName } from "./names/read-name.js";
import { pemBlocks } from "./pem/blocks.js";
import { identifierIn, signatureAlgorithmOf } from "./signatures/algorithms.js";
import { type PublicKey, readPublicKey } from "./signatures/public-key.js";
import type { Signed } from "./signatures/verify.js";

/** A certificate request (PKCS #10, Go: x509.CertificateRequest). Its signature is checked with `signatureFault`. */
export interface CertificateRequest extends Signed {
  /** The requested subject. */
  readonly subject: DistinguishedName;
  /** The subject alternative names that are requested. */
  readonly alternativeNames: AlternativeNames;
  /** The public key of the certificate, whose private key has signed the request. */
  readonly publicKey: PublicKey;
}

const truncated = "asn1: syntax error: data truncated";
const trailing = "asn1: syntax error: trailing data";
const mismatch = "asn1: structure error: tags don't match";
const keyFaults = { info: mismatch, algorithm: mismatch, key: mismatch };

/**
 * The request in the first block of a PEM text. Throws Error with the message of Kubernetes' ParseCSR and Go's
 * x509.ParseCertificateRequest: for malformed DER the message is less specific than Go's about the element.
 */
export function parseCertificateRequest(pem: string): CertificateRequest {
  const [block] = pemBlocks(pem);
  if (block?.type !== "CERTIFICATE REQUEST") throw new Error("PEM block type must be CERTIFICATE REQUEST");
  return readCertificateRequest(block.bytes);
}

function readCertificateRequest(bytes: Uint8Array): CertificateRequest {
  const outer = new DerReader(bytes);
  const whole = outer.next();
  if (whole === undefined) throw new Error(truncated);
  if (whole.tag !== 0x30) throw new Error(mismatch);
  if (!outer.isDone) throw new Error(trailing);
  const parts = new DerReader(whole.content);
  const signed = parts.read(0x30, mismatch);
  const algorithm = signatureAlgorithmOf(parts.read(0x30, mismatch).content);
  const signature = wholeBytes(parts.read(0x03, mismatch).content);
  if (signature === undefined) throw new Error("asn1: syntax error: invalid padding bits in BIT STRING");
  const content = new DerReader(signed.content);
  content.read(0x02, mismatch);
  const name = content.read(0x30, mismatch);
  const publicKey = readPublicKey(content, keyFaults);
  const extensions = requestedExtensions(content.readOptional(0xa0, mismatch)?.content);
  const names = extensions.get("2.5.29.17");
  return {
    subject: readName(name.content),
    alternativeNames: names === undefined ? noAlternativeNames : readAlternativeNames(names),
    publicKey,
    signed: signed.whole,
    signature,
    algorithm,
  };
}

/** The values of the extensions that the attributes request, by their identifiers; malformed attributes are skipped. */
function requestedExtensions(attributes: Uint8Array = new Uint8Array()): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const reader = new DerReader(attributes); !reader.isDone; ) {
    const attribute = reader.next();
    if (attribute === undefined) throw new Error(truncated);
    const parts = new DerReader(attribute.content);
    if (identifierIn(parts) !== "1.2.840.113549.1.9.14") continue;
    const values = new DerReader(parts.read(0x31, mismatch).content);
    for (const list = new DerReader(values.read(0x30, mismatch).content); !list.isDone; ) {
      const extension = new DerReader(list.read(0x30, mismatch).content);
      const identifier = identifierIn(extension);
      if (identifier === undefined) throw new Error(mismatch);
      extension.readOptional(0x01, mismatch);
      if (found.has(identifier)) {
        throw new Error("x509: certificate request contains duplicate requested extensions");
      }
      found.set(identifier, extension.read(0x04, mismatch).content);
    }
  }
  return found;
}

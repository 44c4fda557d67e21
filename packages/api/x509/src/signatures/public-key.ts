import { DerReader } from "../der/reader.js";
import { haveSameBytes, isInteger, wholeBytes } from "../der/values.js";
import { identifierIn } from "./algorithms.js";

/** The curves that WebCrypto has, with the bytes of one coordinate. */
const curves = new Map([
  ["1.2.840.10045.3.1.7", { name: "P-256", coordinateBytes: 32 }],
  ["1.3.132.0.34", { name: "P-384", coordinateBytes: 48 }],
  ["1.3.132.0.35", { name: "P-521", coordinateBytes: 66 }],
] as const);

/** A public key. `spki` is its SubjectPublicKeyInfo in DER. */
export type PublicKey =
  | { readonly family: "RSA"; readonly spki: Uint8Array; readonly modulusBits: number }
  | {
      readonly family: "ECDSA";
      readonly spki: Uint8Array;
      readonly curve: "P-256" | "P-384" | "P-521";
      readonly coordinateBytes: number;
    }
  | { readonly family: "Ed25519"; readonly spki: Uint8Array }
  /** A key of an algorithm that Go does not support either. */
  | { readonly family: "unknown"; readonly spki: Uint8Array };

/** The error messages about the outer structure, which differ between requests and certificates. */
export interface PublicKeyFaults {
  readonly info: string;
  readonly algorithm: string;
  readonly key: string;
}

const malformedKey = { info: "x509: malformed spki", algorithm: "x509: malformed spki", key: "x509: malformed spki" };

/**
 * The key of a standalone SubjectPublicKeyInfo. Throws Error if it is malformed, or of an algorithm that Go does not know either
 * (Go: x509.ParsePKIXPublicKey).
 */
export function parsePublicKey(spki: Uint8Array): Exclude<PublicKey, { readonly family: "unknown" }> {
  const reader = new DerReader(spki);
  const key = readPublicKey(reader, malformedKey);
  if (!reader.isDone) throw new Error("x509: trailing data after ASN.1 of public-key");
  if (key.family === "unknown") throw new Error("x509: unknown public key algorithm");
  return key;
}

/** Reads a SubjectPublicKeyInfo. Throws Error with Go's message if it is malformed (crypto/x509 parsePublicKey). */
export function readPublicKey(outer: DerReader, faults: PublicKeyFaults): PublicKey {
  const { whole: spki, content } = outer.read(0x30, faults.info);
  const info = new DerReader(content);
  const algorithm = new DerReader(info.read(0x30, faults.algorithm).content);
  const identifier = identifierIn(algorithm);
  const key = wholeBytes(info.read(0x03, faults.key).content);
  if (identifier === undefined) throw new Error(faults.algorithm);
  if (key === undefined) throw new Error(faults.key);
  switch (identifier) {
    case "1.2.840.113549.1.1.1": {
      const parameters = algorithm.next();
      if (parameters?.tag !== 0x05 || parameters.content.length > 0) {
        throw new Error("x509: RSA key missing NULL parameters");
      }
      return { family: "RSA", spki, modulusBits: modulusBits(key) };
    }
    case "1.2.840.10045.2.1": {
      const curve = curves.get((identifierIn(algorithm) ?? "") as "1.3.132.0.34");
      if (curve === undefined) throw new Error("x509: unsupported elliptic curve");
      const { name, coordinateBytes } = curve;
      if (key[0] !== 4 || key.length !== 1 + 2 * coordinateBytes) {
        throw new Error("x509: failed to unmarshal elliptic curve point");
      }
      return { family: "ECDSA", spki, curve: name, coordinateBytes };
    }
    case "1.3.101.112":
      if (!algorithm.isDone) throw new Error("x509: Ed25519 key encoded with illegal parameters");
      if (key.length !== 32) throw new Error("x509: wrong Ed25519 public key size");
      return { family: "Ed25519", spki };
    default:
      return { family: "unknown", spki };
  }
}

function modulusBits(key: Uint8Array): number {
  const pair = new DerReader(new DerReader(key).read(0x30, "x509: invalid RSA public key").content);
  const modulus = positive(pair, "x509: invalid RSA modulus", "x509: RSA modulus is not a positive number");
  positive(pair, "x509: invalid RSA public exponent", "x509: RSA public exponent is not a positive number");
  const [first = 0] = modulus;
  return (modulus.length - 1) * 8 + (32 - Math.clz32(first));
}

/** The bytes of a positive integer without a leading zero. */
function positive(reader: DerReader, malformed: string, notPositive: string): Uint8Array {
  const { content } = reader.read(0x02, malformed);
  if (!isInteger(content)) throw new Error(malformed);
  const [first = 0] = content;
  if (first >= 0x80 || (content.length === 1 && first === 0)) throw new Error(notPositive);
  return first === 0 ? content.subarray(1) : content;
}

/** Whether two keys are the same one (Go: Equal). */
export function isSameKey({ spki: left }: PublicKey, { spki: right }: PublicKey): boolean {
  return haveSameBytes(left, right);
}

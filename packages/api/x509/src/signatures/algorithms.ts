import { DerReader } from "../der/reader.js";
import { dottedIdentifier } from "../der/values.js";

/** The hash functions of signatures, by WebCrypto's names. */
export type HashName = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

/** The families of keys, by Go's names. */
export type KeyFamily = "RSA" | "ECDSA" | "Ed25519" | "DSA";

/** A signature algorithm. */
export interface SignatureAlgorithm {
  /** Go's name, such as `SHA256-RSA`. */
  readonly name: string;
  /** The kind of keys that it needs. */
  readonly family: KeyFamily;
  /** Undefined for MD5, which is not accepted any more, and for Ed25519, which has its own. */
  readonly hash?: HashName;
  /** RSASSA-PSS. */
  readonly isPss?: boolean;
  /** The length of the salt of RSASSA-PSS. Default: as long as the hash. */
  readonly saltBytes?: number;
}

const sha1Rsa: SignatureAlgorithm = { name: "SHA1-RSA", family: "RSA", hash: "SHA-1" };
const ed25519 = "1.3.101.112";
const rsaPss = "1.2.840.113549.1.1.10";

const byIdentifier: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  ["1.2.840.113549.1.1.4", { name: "MD5-RSA", family: "RSA" }],
  ["1.2.840.113549.1.1.5", sha1Rsa],
  ["1.3.14.3.2.29", sha1Rsa],
  ["1.2.840.113549.1.1.11", { name: "SHA256-RSA", family: "RSA", hash: "SHA-256" }],
  ["1.2.840.113549.1.1.12", { name: "SHA384-RSA", family: "RSA", hash: "SHA-384" }],
  ["1.2.840.113549.1.1.13", { name: "SHA512-RSA", family: "RSA", hash: "SHA-512" }],
  ["1.2.840.10040.4.3", { name: "DSA-SHA1", family: "DSA", hash: "SHA-1" }],
  ["2.16.840.1.101.3.4.3.2", { name: "DSA-SHA256", family: "DSA", hash: "SHA-256" }],
  ["1.2.840.10045.4.1", { name: "ECDSA-SHA1", family: "ECDSA", hash: "SHA-1" }],
  ["1.2.840.10045.4.3.2", { name: "ECDSA-SHA256", family: "ECDSA", hash: "SHA-256" }],
  ["1.2.840.10045.4.3.3", { name: "ECDSA-SHA384", family: "ECDSA", hash: "SHA-384" }],
  ["1.2.840.10045.4.3.4", { name: "ECDSA-SHA512", family: "ECDSA", hash: "SHA-512" }],
  [ed25519, { name: "Ed25519", family: "Ed25519" }],
]);

/** The hashes of RSASSA-PSS by the end of their identifier 2.16.840.1.101.3.4.2, with the length of the salt. */
const pssHashes: ReadonlyMap<string, readonly [hash: HashName, saltBytes: number]> = new Map([
  ["2.16.840.1.101.3.4.2.1", ["SHA-256", 32]],
  ["2.16.840.1.101.3.4.2.2", ["SHA-384", 48]],
  ["2.16.840.1.101.3.4.2.3", ["SHA-512", 64]],
]);

/**
 * The algorithm that the content of an AlgorithmIdentifier names; undefined for one that Go does not support either.
 */
export function signatureAlgorithmOf(content: Uint8Array): SignatureAlgorithm | undefined {
  const reader = new DerReader(content);
  const identifier = identifierIn(reader);
  if (identifier === undefined) return undefined;
  if (identifier === rsaPss) return pssOf(reader);
  if (identifier === ed25519 && !reader.isDone) return undefined;
  return byIdentifier.get(identifier);
}

/** The next element of a reader as an object identifier; undefined if it is something else. */
export function identifierIn(reader: DerReader): string | undefined {
  const found = reader.nextTag === 0x06 ? reader.next() : undefined;
  return found === undefined ? undefined : dottedIdentifier(found.content);
}

/** Only parameters with the same hash for both functions, and a salt of its length, are supported, as in Go. */
function pssOf(outer: DerReader): SignatureAlgorithm | undefined {
  const parameters = contentOf(outer, 0x30);
  const hashPart = parameters && contentOf(parameters, 0xa0);
  const maskPart = parameters && contentOf(parameters, 0xa1);
  const saltPart = parameters && contentOf(parameters, 0xa2);
  const hashIdentifier = hashPart && contentOf(hashPart, 0x30);
  const mask = maskPart && contentOf(maskPart, 0x30);
  if (parameters?.isDone !== true || hashIdentifier === undefined || mask === undefined) return undefined;
  const hash = pssHashes.get(identifierIn(hashIdentifier) ?? "");
  const maskFunction = identifierIn(mask);
  const maskHash = contentOf(mask, 0x30);
  const isKnown = maskFunction === "1.2.840.113549.1.1.8" && maskHash !== undefined && hash !== undefined;
  if (!isKnown || pssHashes.get(identifierIn(maskHash) ?? "") !== hash) return undefined;
  const salt = saltPart?.next();
  if (salt?.tag !== 0x02 || salt.content.length !== 1 || salt.content[0] !== hash[1]) return undefined;
  return { name: `${hash[0].replace("-", "")}-RSAPSS`, family: "RSA", hash: hash[0], isPss: true };
}

function contentOf(reader: DerReader, tag: number): DerReader | undefined {
  const found = reader.nextTag === tag ? reader.next() : undefined;
  return found && new DerReader(found.content);
}

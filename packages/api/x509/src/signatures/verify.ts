import { DerReader } from "../der/reader.js";
import type { SignatureAlgorithm } from "./algorithms.js";
import type { PublicKey } from "./public-key.js";

/** A signed part of a structure. */
export interface Signed {
  /** The bytes that are signed. */
  readonly signed: Uint8Array;
  /** The signature of these bytes. */
  readonly signature: Uint8Array;
  /** Undefined for an unknown algorithm. */
  readonly algorithm: SignatureAlgorithm | undefined;
  /** The key that verifies the signature. */
  readonly publicKey: PublicKey;
}

const unsupported = "x509: cannot verify signature: algorithm unimplemented";
const goTypes = { RSA: "*rsa.PublicKey", ECDSA: "*ecdsa.PublicKey", Ed25519: "ed25519.PublicKey" } as const;
/** Shorter RSA keys can be broken (Go: rsa1024min). */
const leastModulusBits = 1024;

/**
 * Why a signature is invalid, with Go's message (crypto/x509 checkSignature); undefined if it is valid. SHA-1 is
 * allowed, as for requests, whose signature only proves the possession of the key.
 */
export async function signatureFault(signed: Signed): Promise<string | undefined> {
  const { algorithm, publicKey } = signed;
  if (algorithm === undefined) return unsupported;
  if (algorithm.hash === undefined && algorithm.family !== "Ed25519") {
    return `x509: cannot verify signature: insecure algorithm ${algorithm.name}`;
  }
  if (publicKey.family === "unknown") return unsupported;
  if (publicKey.family !== algorithm.family) {
    return `x509: signature algorithm specifies an ${algorithm.family} public key, but have public key of type ${goTypes[publicKey.family]}`;
  }
  if (publicKey.family === "RSA" && publicKey.modulusBits < leastModulusBits) {
    return `crypto/rsa: ${publicKey.modulusBits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  }
  return (await isSignedBy(signed, algorithm, publicKey)) ? undefined : mismatch(publicKey.family);
}

function mismatch(family: "RSA" | "ECDSA" | "Ed25519"): string {
  return family === "RSA" ? "crypto/rsa: verification error" : `x509: ${family} verification failure`;
}

/** Keys and signatures that WebCrypto rejects are invalid. */
async function isSignedBy(
  { signed, signature }: Signed,
  { hash, isPss = false, saltBytes }: SignatureAlgorithm,
  publicKey: Exclude<PublicKey, { readonly family: "unknown" }>,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const spki = copied(publicKey.spki);
  try {
    switch (publicKey.family) {
      case "RSA": {
        const name = isPss ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
        const key = await subtle.importKey("spki", spki, { name, hash: hash as string }, false, ["verify"]);
        const saltLength = saltBytes ?? Number(hash?.slice("SHA-".length)) / 8;
        return await subtle.verify({ name, saltLength }, key, copied(signature), copied(signed));
      }
      case "ECDSA": {
        const { curve: namedCurve, coordinateBytes } = publicKey;
        const key = await subtle.importKey("spki", spki, { name: "ECDSA", namedCurve }, false, ["verify"]);
        const numbers = concatenated(signature, coordinateBytes);
        if (numbers === undefined) return false;
        return await subtle.verify({ name: "ECDSA", hash: hash as string }, key, numbers, copied(signed));
      }
      case "Ed25519": {
        const key = await subtle.importKey("spki", spki, { name: "Ed25519" }, false, ["verify"]);
        return await subtle.verify({ name: "Ed25519" }, key, copied(signature), copied(signed));
      }
    }
  } catch {
    return false;
  }
}

/** WebCrypto does not accept views of shared memory, which a Uint8Array may be. */
function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** The concatenated numbers of an ECDSA signature, as WebCrypto expects them; undefined if it is malformed. */
function concatenated(signature: Uint8Array, coordinateBytes: number): Uint8Array<ArrayBuffer> | undefined {
  const fault = "malformed";
  try {
    const outer = new DerReader(signature);
    const pair = new DerReader(outer.read(0x30, fault).content);
    const numbers = [pair.read(0x02, fault).content, pair.read(0x02, fault).content];
    if (!outer.isDone || !pair.isDone) return undefined;
    const joined = new Uint8Array(2 * coordinateBytes);
    for (const [index, number] of numbers.entries()) {
      const bytes = number[0] === 0 ? number.subarray(1) : number;
      if (bytes.length > coordinateBytes) return undefined;
      joined.set(bytes, (index + 1) * coordinateBytes - bytes.length);
    }
    return joined;
  } catch {
    return undefined;
  }
}

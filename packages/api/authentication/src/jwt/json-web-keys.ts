import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

/** A public key that an issuer publishes. */
export interface PublishedKey {
  /** `kid`; empty if the key has none. */
  readonly id: string;
  /** RSA, or ECDSA on P-256, P-384 or P-521. */
  readonly key: KeyObject;
  /** The only algorithm of its signatures; undefined: each that fits the key. */
  readonly algorithm: string | undefined;
}

/** A key set with more keys is refused: each may have to be tried for one token. */
const maxKeys = 256;
/** A shorter modulus, in bits, protects nothing (RFC 7518, 3.3). */
const minModulusBits = 2048;
/** A longer one takes long to compute with. */
const maxModulusBits = 16_384;

/**
 * The keys of a JSON Web Key Set that can verify signatures (RFC 7517). Others are passed over, as the RFC asks: secrets (`oct`), keys for
 * encryption, kinds and curves that are not known. Throws Error for what is no key set.
 */
export function publishedKeys(set: unknown): readonly PublishedKey[] {
  const { keys } = (set ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("the key set has no list of keys");
  if (keys.length > maxKeys) throw new Error(`the key set has more than ${maxKeys} keys`);
  return keys.flatMap((one) => publishedKey(one) ?? []);
}

function publishedKey(json: unknown): PublishedKey | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const { kid = "", alg, use = "sig", kty, n, e, crv, x, y } = json as JsonWebKey & Readonly<Record<string, unknown>>;
  if (typeof kid !== "string" || use !== "sig" || (alg !== undefined && typeof alg !== "string")) return undefined;
  // The public members only: a set that holds a private key verifies by its public half.
  const key = kty === "RSA" ? imported({ kty, n, e }) : kty === "EC" ? imported({ kty, crv, x, y }) : undefined;
  return key === undefined || !isUsable(key) ? undefined : { id: kid, key, algorithm: alg };
}

function imported(jwk: { readonly [member: string]: unknown }): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  } catch {
    return undefined;
  }
}

function isUsable({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails;
  if (asymmetricKeyType !== "rsa") return true;
  return modulusLength >= minModulusBits && modulusLength <= maxModulusBits && publicExponent > 2n;
}

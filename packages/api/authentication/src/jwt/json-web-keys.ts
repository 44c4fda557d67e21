import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

/** A public key that an issuer publishes. */
export interface PublishedKey {
  /** `kid`; empty if the key has none. */
  readonly id: string;
  /** RSA, or ECDSA on P-256, P-384 or P-521. */
  readonly key: KeyObject;
  /** `alg`: the only accepted algorithm; undefined: any that matches the key. */
  readonly algorithm: string | undefined;
}

/** The maximum number of keys: each may be tried for one token. */
const maxKeys = 256;
/** The minimum size of an RSA modulus, in bits (RFC 7518, 3.3). */
const minModulusBits = 2048;
/** The maximum size, which bounds the time of a verification. */
const maxModulusBits = 16_384;

/**
 * The keys of a JSON Web Key Set that can verify signatures. Other keys are ignored (RFC 7517, 5): symmetric ones (`oct`), keys for
 * encryption, unsupported types. Throws Error for an invalid key set.
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
  // Only the public members, in case a private key was published.
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

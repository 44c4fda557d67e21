import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** The algorithms of ServiceAccount tokens. Each key has exactly one, which a token cannot override. */
export type Algorithm = "RS256" | "ES256" | "ES384" | "ES512";

/** A key that verifies tokens. */
export interface VerificationKey {
  /** The hash of the public key, as upstream derives it: base64url of the SHA-256 of its SPKI encoding. */
  readonly id: string;
  /** The only algorithm for signatures of the key: RS256 for RSA, that of the curve for ECDSA. */
  readonly algorithm: Algorithm;
  /** A public key. */
  readonly key: KeyObject;
}

/** A key that signs tokens. */
export interface SigningKey extends VerificationKey {
  /** The private half of `key`. */
  readonly privateKey: KeyObject;
}

const curves: Readonly<Record<string, Algorithm>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** An RSA or ECDSA key with its ID and algorithm; undefined for another kind of key. */
function verificationKey(key: KeyObject): VerificationKey | undefined {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) return undefined;
  const id = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64url");
  return { id, algorithm, key };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | undefined {
  if (asymmetricKeyType === "rsa") return "RS256";
  if (asymmetricKeyType !== "ec") return undefined;
  const curve = asymmetricKeyDetails?.namedCurve ?? "";
  return Object.hasOwn(curves, curve) ? curves[curve] : undefined;
}

/** The SigningKey of a private key. Throws Error for a key that is neither RSA nor ECDSA on a NIST curve. */
export function signingKey(privateKey: KeyObject): SigningKey {
  const known = verificationKey(createPublicKey(privateKey));
  if (known === undefined) throw new Error("data does not contain a valid RSA or ECDSA private key");
  return { ...known, privateKey };
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/**
 * The keys of a PEM file: public keys, certificates, and private keys, of which the public part is taken. Other blocks are
 * skipped (upstream: client-go keyutil.ParsePublicKeysPEM). Throws Error if there is none.
 */
export function publicKeysOf(pem: string): readonly VerificationKey[] {
  const keys: VerificationKey[] = [];
  for (const [block] of pem.matchAll(pemBlock)) {
    const key = keyIn(block, createPublicKey);
    const known = key === undefined ? undefined : verificationKey(key);
    if (known !== undefined) keys.push(known);
  }
  if (keys.length === 0) throw new Error("data does not contain any valid RSA or ECDSA public keys");
  return keys;
}

/** The first private key of a PEM file (upstream: keyutil.ParsePrivateKeyPEM). Throws Error if there is none. */
export function privateKeyOf(pem: string): SigningKey {
  for (const [block] of pem.matchAll(pemBlock)) {
    const key = keyIn(block, createPrivateKey);
    if (key !== undefined) return signingKey(key);
  }
  throw new Error("data does not contain a valid RSA or ECDSA private key");
}

function keyIn(block: string, read: (pem: string) => KeyObject): KeyObject | undefined {
  try {
    return read(block);
  } catch {
    return undefined;
  }
}

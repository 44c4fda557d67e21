import { constants, type KeyObject, type SigningOptions, sign as signBytes, verify as verifyBytes } from "node:crypto";
import type { SigningKey } from "./keys.js";

/** The supported signature algorithms. All are asymmetric, so that a public key cannot be used as a secret. */
export type SignatureAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "PS256"
  | "PS384"
  | "PS512";

/** The parameters of an algorithm. */
interface Scheme {
  readonly hash: string;
  /** The curve of ECDSA; undefined for RSA. */
  readonly curve?: string;
  readonly options?: SigningOptions;
}

const pss: SigningOptions = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  // RFC 7518, 3.5: the salt is as long as the hash.
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

const schemes: ReadonlyMap<string, Scheme> = new Map<SignatureAlgorithm, Scheme>([
  ["ES256", { hash: "sha256", curve: "prime256v1" }],
  ["ES384", { hash: "sha384", curve: "secp384r1" }],
  ["ES512", { hash: "sha512", curve: "secp521r1" }],
  ["PS256", { hash: "sha256", options: pss }],
  ["PS384", { hash: "sha384", options: pss }],
  ["PS512", { hash: "sha512", options: pss }],
  ["RS256", { hash: "sha256" }],
  ["RS384", { hash: "sha384" }],
  ["RS512", { hash: "sha512" }],
]);

/** All algorithms in alphabetical order (upstream: oidc.AllValidSigningAlgorithms). */
export const signatureAlgorithms = [...schemes.keys()] as readonly SignatureAlgorithm[];

/** Signs claims as a JWT in compact form, with `alg` and `kid` in its header. */
export function signToken(claims: object, { id, algorithm, privateKey }: SigningKey): string {
  const signed = `${encoded({ alg: algorithm, kid: id })}.${encoded(claims)}`;
  const { hash, options } = schemes.get(algorithm) as Scheme;
  return `${signed}.${signBytes(hash, Buffer.from(signed), inJose(privateKey, options)).toString("base64url")}`;
}

/**
 * Verifies a signature. The caller must have checked that the algorithm is an accepted one; one that does not match the type or the curve of
 * the key is false.
 */
export function isSignedBy(
  { algorithm, key }: { readonly algorithm: string; readonly key: KeyObject },
  signed: string,
  signature: Buffer,
): boolean {
  const scheme = schemes.get(algorithm);
  if (scheme === undefined || !isKeyOf(scheme, key)) return false;
  return verifyBytes(scheme.hash, Buffer.from(signed), inJose(key, scheme.options), signature);
}

function isKeyOf({ curve }: Scheme, { type, asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (type !== "public") return false;
  if (curve === undefined) return asymmetricKeyType === "rsa";
  return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === curve;
}

/** JOSE concatenates the two numbers of an ECDSA signature; RSA has no such choice. */
function inJose(key: KeyObject, options?: SigningOptions) {
  return { ...options, key, dsaEncoding: "ieee-p1363" } as const;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

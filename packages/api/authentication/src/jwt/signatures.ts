import { type KeyObject, sign as signBytes, verify as verifyBytes } from "node:crypto";
import type { Algorithm, SigningKey, VerificationKey } from "./keys.js";

const hashes: Readonly<Record<Algorithm, string>> = {
  RS256: "sha256",
  ES256: "sha256",
  ES384: "sha384",
  ES512: "sha512",
};

/** Signs claims as a JWT in compact form, with `alg` and `kid` in its header. */
export function signToken(claims: object, { id, algorithm, privateKey }: SigningKey): string {
  const signed = `${encoded({ alg: algorithm, kid: id })}.${encoded(claims)}`;
  return `${signed}.${signBytes(hashes[algorithm], Buffer.from(signed), inJose(privateKey)).toString("base64url")}`;
}

/** Whether a signature is the key's. The algorithm is the key's own, whatever a token claims. */
export function isSignedBy({ algorithm, key }: VerificationKey, signed: string, signature: Buffer): boolean {
  return verifyBytes(hashes[algorithm], Buffer.from(signed), inJose(key), signature);
}

/** JOSE concatenates the two numbers of an ECDSA signature; RSA has no such choice. */
function inJose(key: KeyObject): { readonly key: KeyObject; readonly dsaEncoding: "ieee-p1363" } {
  return { key, dsaEncoding: "ieee-p1363" };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

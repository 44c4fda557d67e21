import { base64UrlBytes, base64UrlObject } from "./base64url.js";

/** A JWT in compact form. None of it is trustworthy before its signature has been verified. */
export interface ParsedToken {
  readonly algorithm: string;
  /** Empty if the token does not say which key signed it. */
  readonly keyId: string;
  /** The signed part. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** The claims of a token before verification; undefined for a text that is not a JWT in compact form. */
export function unverifiedClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const parts = token.split(".", 4);
  return parts.length === 3 ? base64UrlObject(parts[1] as string) : undefined;
}

/**
 * Parses the header and the signature of a token in compact form; undefined if they are malformed. Critical header parameters
 * (RFC 7515, 4.1.11) are not understood, so a token with any is malformed.
 */
export function parseToken(token: string): ParsedToken | undefined {
  const last = token.lastIndexOf(".");
  const signed = token.slice(0, last);
  const header = base64UrlObject(signed.slice(0, signed.indexOf(".")));
  const signature = base64UrlBytes(token.slice(last + 1));
  if (header === undefined || signature === undefined || header.crit !== undefined) return undefined;
  const { alg, kid = "" } = header;
  if (typeof alg !== "string" || typeof kid !== "string") return undefined;
  return { algorithm: alg, keyId: kid, signed, signature };
}

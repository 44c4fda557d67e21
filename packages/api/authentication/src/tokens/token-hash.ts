import { createHash, hash, timingSafeEqual } from "node:crypto";

/** The SHA-256 hash of a secret, which is stored and compared instead of it, so that timing reveals nothing. */
export function tokenHash(token: string): string {
  return hash("sha256", token, "base64");
}

/** A function from tokens to their hashes, as {@link tokenHash}. */
export type TokenHashing = (token: string) => string;

/**
 * {@link tokenHash} for the requests of one connection, which mostly present one token: the hash of the last token is kept, with the
 * token. How long the comparison takes depends on nothing but the two last tokens of the connection.
 */
export function connectionHashing(compute: TokenHashing = tokenHash): TokenHashing {
  let last: string | undefined;
  let hashOfLast = "";
  return (token) => {
    if (token !== last) {
      hashOfLast = compute(token);
      last = token;
    }
    return hashOfLast;
  };
}

/** Whether two secrets are equal, in time that depends only on their lengths. */
export function isSameToken(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

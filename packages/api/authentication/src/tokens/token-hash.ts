import { createHash, hash, timingSafeEqual } from "node:crypto";

/** The SHA-256 hash of a secret, which is stored and compared instead of it, so that timing reveals nothing. */
export function tokenHash(token: string): string {
  return hash("sha256", token, "base64");
}

/** Whether two secrets are equal, in time that depends only on their lengths. */
export function isSameToken(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

import { createHash, hash, timingSafeEqual } from "node:crypto";

/** The SHA-256 hash of a secret: what is kept and compared, so that timing reveals nothing about a nearly correct one. */
export function tokenHash(token: string): string {
  return hash("sha256", token, "base64");
}

/** Whether two secrets are the same, in time that depends on their lengths only. */
export function isSameToken(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

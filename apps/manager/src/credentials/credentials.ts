import type { KeyObject } from "node:crypto";
import { randomBytes } from "node:crypto";
import { type Authority, createAuthority, newKey } from "../certificates/authority.js";

/** The credentials that the program generates. A kubeconfig works after a restart only if they are kept. */
export interface Credentials {
  /** The authority of the server's certificate and of client certificates. */
  readonly authority: () => Authority;
  /** The administrator's bearer token. */
  readonly administratorToken: string;
  /** The key that signs ServiceAccount tokens, unless a file is configured. */
  readonly serviceAccountKey: () => KeyObject;
}

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Credentials that end with the process. Keys are generated on first use. */
export function temporaryCredentials(nowMs: number): Credentials {
  return {
    authority: once(() => createAuthority(nowMs)),
    administratorToken: newToken(),
    serviceAccountKey: once(() => newKey().privateKey),
  };
}

/** A function that calls `create` once, and then returns its result. */
export function once<T>(create: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: create() };
    return made.value;
  };
}

import type { KeyObject } from "node:crypto";
import { randomBytes } from "node:crypto";
import { type Authority, createAuthority, newKey } from "../certificates/authority.js";

/** What the program generates for itself. A kubeconfig works after a restart only if it is the same. */
export interface Credentials {
  /** Signs the server's certificate and those of clients. */
  readonly authority: () => Authority;
  /** The administrator's bearer token. */
  readonly administratorToken: string;
  /** Signs the tokens of ServiceAccounts, unless there is a file for that. */
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

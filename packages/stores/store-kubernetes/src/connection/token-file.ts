import { readFile } from "node:fs/promises";
import type { Clock } from "@engenho/core";
import { bearer, type CredentialSource, type Credentials } from "./credentials.js";

/** A token is read again after this time (client-go's transport.NewCachedFileTokenSource). */
const validMs = 60_000;

/** The credentials of a token in a file that is kept current by another process, as kubelets do in Pods. */
export function tokenFileCredentials(file: string, clock: Clock, base: Partial<Credentials> = {}): CredentialSource {
  let known: { readonly credentials: Credentials; readonly readMs: number } | undefined;

  async function current(): Promise<Credentials> {
    if (known !== undefined && clock.monotonicNow() - known.readMs < validMs) return known.credentials;
    const token = (await readFile(file, "utf8")).trim();
    if (token === "") throw new Error(`the token file ${file} is empty`);
    known = { credentials: { ...base, headers: bearer(token) }, readMs: clock.monotonicNow() };
    return known.credentials;
  }

  return {
    current,
    refresh(refused) {
      if (known?.credentials === refused) known = undefined;
    },
  };
}

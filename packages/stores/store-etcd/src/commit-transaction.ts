import { type BackendWrite, versionOf } from "@engenho/storage";
import type { RequestOp, TxnRequest, TxnResponse } from "./client/messages.js";

/** A write and the keys that it touches. */
export interface WriteToCommit {
  readonly write: BackendWrite;
  /** The key of the object. */
  readonly keyText: string;
  readonly value: Buffer;
  readonly lease: bigint | undefined;
  readonly prefix: string;
  /** The key of the object that guards the write, and the revision that it must have. */
  readonly guard: { readonly key: Buffer; readonly revision: number } | undefined;
}

/**
 * The transaction of a commit, in the form that kube-apiserver uses and that kine supports: it compares the revision of
 * the object's key. With claims it also compares and writes their keys, so that no two objects can have the same value;
 * with a guard it also compares the guard's key. If a comparison fails, it returns the object, the values to be taken and the guard.
 */
export function commitTransaction({ write, keyText, value, lease, prefix, guard }: WriteToCommit): TxnRequest {
  const key = Buffer.from(keyText);
  const revision = write.type === "create" ? 0 : versionOf(write.previous);
  const operation: RequestOp = write.type === "delete" ? { type: "delete", key } : { type: "put", key, value, lease };
  const { take, give } = claimKeys(write, prefix);
  const claim = Buffer.from(keyText);
  const guards = guard === undefined ? [] : [guard];
  const read = [key, ...take, ...guards.map((guarded) => guarded.key)];
  return {
    compare: [
      { target: "modRevision", key, value: revision },
      ...take.map((taken) => ({ target: "modRevision" as const, key: taken, value: 0 })),
      ...guards.map((guarded) => ({ target: "modRevision" as const, key: guarded.key, value: guarded.revision })),
    ],
    success: [
      operation,
      ...take.map((taken) => ({ type: "put" as const, key: taken, value: claim })),
      ...give.map((given) => ({ type: "delete" as const, key: given })),
    ],
    // kine recognises a creation by the absence of failure operations.
    failure: write.type === "create" && read.length === 1 ? [] : read.map((one) => ({ type: "range", key: one })),
  };
}

/** The claims that other objects had when a transaction failed. */
export function lostClaims({ claims }: BackendWrite, { found }: TxnResponse): readonly string[] {
  return (claims?.take ?? []).filter((_claim, index) => found[index + 1] !== undefined);
}

/** The key of a claim. */
export function claimKey(prefix: string, claim: string): Buffer {
  return Buffer.from(`${prefix}/engenho/claims/${claim}`);
}

interface ClaimKeys {
  readonly take: readonly Buffer[];
  readonly give: readonly Buffer[];
}

/** A transaction may contain each key only once, so values that are both released and taken are omitted. */
function claimKeys({ claims }: BackendWrite, prefix: string): ClaimKeys {
  const taken = new Set(claims?.take);
  const keyOf = (claim: string) => claimKey(prefix, claim);
  const given = new Set((claims?.give ?? []).filter((claim) => !taken.has(claim)));
  return { take: [...taken].map(keyOf), give: [...given].map(keyOf) };
}

import type { Stored } from "@engenho/core";
import { type BackendWrite, sealObject } from "@engenho/storage";

/** A write of this process, from before it is sent until its outcome is known. */
export interface PendingWrite {
  readonly write: BackendWrite;
  /** The value that it writes; empty for a deletion. */
  readonly value: Buffer;
  /** The object with the version of its commit, once the watch has shown it. */
  sealed: Stored | undefined;
}

/**
 * The writes of this process whose events have not arrived. An event with the value of a pending write is its commit,
 * and its object is the one that was written, which need not be parsed again.
 */
export class PendingWrites {
  readonly #byKey = new Map<string, Set<PendingWrite>>();

  add(key: string, pending: PendingWrite): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, new Set([pending]));
    else known.add(pending);
  }

  remove(key: string, pending: PendingWrite): void {
    const known = this.#byKey.get(key);
    known?.delete(pending);
    if (known?.size === 0) this.#byKey.delete(key);
  }

  /** The object of the pending write with this value, sealed with its revision; undefined if there is none. */
  put(key: string, value: Buffer, revision: number): Stored | undefined {
    for (const pending of this.#byKey.get(key) ?? []) {
      if (pending.write.type === "delete" || pending.sealed !== undefined || !pending.value.equals(value)) continue;
      pending.sealed = sealObject(pending.write.object, String(revision));
      return pending.sealed;
    }
    return undefined;
  }

  /** As {@link put}, for the deletion of an object that was in this state. */
  deleted(key: string, previous: Stored, revision: number): Stored | undefined {
    for (const pending of this.#byKey.get(key) ?? []) {
      const { write } = pending;
      if (write.type !== "delete" || pending.sealed !== undefined) continue;
      if (write.previous.metadata.resourceVersion !== previous.metadata.resourceVersion) continue;
      pending.sealed = sealObject(write.object, String(revision));
      return pending.sealed;
    }
    return undefined;
  }
}

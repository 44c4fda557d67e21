import type { Stored } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type { Backend, GroupKind, StorageKey } from "@engenho/storage";

interface Derived {
  readonly group: string;
  /** Increases with each write to an object of the kind. */
  version: number;
}

/** Values made of all stored objects of a kind, and made again when one of them was written. */
export class DerivedValues {
  readonly #backend: Pick<Backend, "list">;
  /** By kind. */
  readonly #derived = new Map<string, Derived[]>();

  constructor(backend: Pick<Backend, "list">) {
    this.#backend = backend;
  }

  /** To be called after each commit. */
  committed({ group, kind }: StorageKey): void {
    const derived = this.#derived.get(kind);
    if (derived === undefined) return;
    for (const one of derived) if (one.group === group) one.version++;
  }

  /** A function that returns the current value. A failed list is tried again with the next call. */
  of<T>(kind: GroupKind, derive: (objects: readonly Stored[]) => T): () => MaybePromise<T> {
    const one: Derived = { group: kind.group, version: 0 };
    const known = this.#derived.get(kind.kind);
    if (known === undefined) this.#derived.set(kind.kind, [one]);
    else known.push(one);
    let current: { readonly version: number; readonly value: T } | undefined;
    const keep = (version: number, items: readonly Stored[]): T => {
      const value = derive(items);
      // A slower list must not replace the value of a newer one.
      if (current === undefined || current.version <= version) current = { version, value };
      return value;
    };
    return () => {
      const { version } = one;
      if (current?.version === version) return current.value;
      const listed = this.#backend.list(kind, {});
      return isPending(listed) ? listed.then(({ items }) => keep(version, items)) : keep(version, listed.items);
    };
  }
}

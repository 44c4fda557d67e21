import type { Stored } from "@engenho/core";
import { EntryBucket } from "./entry-bucket.js";
import type { TableEntry } from "./table-entry.js";

/** The indexed values of an object: none, one, or several. */
export type IndexedValues = (object: Stored) => string | readonly string[] | undefined;

/** The part of an object that all indexed values are read from: while it is identical, so are they. */
export type ValueSource = (object: Stored) => unknown;

/**
 * A secondary index of an {@link ObjectTable}: value -> entries. It is updated on every change; a change that leaves the
 * indexed values of an object unchanged costs one comparison.
 */
export class TableIndex {
  readonly #valuesOf: IndexedValues;
  readonly #sourceOf: ValueSource | undefined;
  readonly #buckets = new Map<string, EntryBucket>();

  constructor(valuesOf: IndexedValues, sourceOf?: ValueSource) {
    this.#valuesOf = valuesOf;
    this.#sourceOf = sourceOf;
  }

  /** The entries with this value; undefined when there are none. */
  bucket(value: string): EntryBucket | undefined {
    return this.#buckets.get(value);
  }

  add(entry: TableEntry, object: Stored): void {
    const values = this.#valuesOf(object);
    if (values === undefined) return;
    if (typeof values === "string") this.#insert(values, entry);
    else for (const value of values) this.#insert(value, entry);
  }

  remove(entry: TableEntry, object: Stored): void {
    const values = this.#valuesOf(object);
    if (values === undefined) return;
    if (typeof values === "string") this.#erase(values, entry);
    else for (const value of values) this.#erase(value, entry);
  }

  /** Moves `entry` from the values of `previous` to those of `next`. */
  move(entry: TableEntry, previous: Stored, next: Stored): void {
    if (this.#sourceOf !== undefined && this.#sourceOf(previous) === this.#sourceOf(next)) return;
    const before = this.#valuesOf(previous);
    const after = this.#valuesOf(next);
    if (before === after || sameValues(before, after)) return;
    this.remove(entry, previous);
    this.add(entry, next);
  }

  #insert(value: string, entry: TableEntry): void {
    let bucket = this.#buckets.get(value);
    if (bucket === undefined) {
      bucket = new EntryBucket();
      this.#buckets.set(value, bucket);
    }
    bucket.add(entry);
  }

  #erase(value: string, entry: TableEntry): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    bucket.delete(entry);
    if (bucket.size === 0) this.#buckets.delete(value);
  }
}

function sameValues(
  before: string | readonly string[] | undefined,
  after: string | readonly string[] | undefined,
): boolean {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
  for (let index = 0; index < before.length; index++) if (before[index] !== after[index]) return false;
  return true;
}

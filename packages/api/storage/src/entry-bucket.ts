import { compareEntries, type TableEntry } from "./table-entry.js";

/** A tombstone for a removed entry in the sorted list: its sort key, without the object. */
interface Gap {
  readonly namespace: string;
  readonly name: string;
  readonly isGap: true;
}

/**
 * The entries that share an indexed value. Lists need them ordered by namespace and name, writes arrive in any order: they are
 * sorted when a list reads them, which visits all of them anyway. A write costs no comparisons, except for removing an entry
 * that is already sorted; removed entries are released immediately, whether or not a list follows.
 */
export class EntryBucket {
  readonly #members = new Set<TableEntry>();
  /** The sorted entries, with tombstones among them. */
  #ordered: (TableEntry | Gap)[] = [];
  #gaps = 0;
  /** The members that are not sorted yet; undefined if there are none. */
  #unordered: Set<TableEntry> | undefined;

  get size(): number {
    return this.#members.size;
  }

  add(entry: TableEntry): void {
    if (this.#members.has(entry)) return;
    this.#members.add(entry);
    this.#unordered?.add(entry);
  }

  delete(entry: TableEntry): void {
    if (!this.#members.delete(entry)) return;
    if (this.#unordered === undefined || this.#unordered.delete(entry)) return;
    this.#ordered[this.#placeOf(entry)] = { namespace: entry.namespace, name: entry.name, isGap: true };
    this.#gaps++;
    if (this.#gaps * 2 > this.#ordered.length) this.#closeGaps();
  }

  /** The current entries in order. */
  entries(): readonly TableEntry[] {
    const added = this.#unordered ?? this.#members;
    if (this.#gaps > 0) this.#closeGaps();
    const ordered = this.#ordered as TableEntry[];
    if (added.size > 0 || this.#unordered === undefined) {
      this.#ordered = merge(ordered, [...added].sort(compareEntries));
      this.#unordered = new Set();
    }
    return this.#ordered as TableEntry[];
  }

  #closeGaps(): void {
    this.#ordered = this.#ordered.filter((entry) => !("isGap" in entry));
    this.#gaps = 0;
  }

  /** The position of a member in the sorted list: no two have the same namespace and name. */
  #placeOf(entry: TableEntry): number {
    let low = 0;
    let high = this.#ordered.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareEntries(this.#ordered[middle] as TableEntry, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Merges two sorted lists without common entries. */
function merge(left: readonly TableEntry[], right: TableEntry[]): TableEntry[] {
  if (left.length === 0) return right;
  const merged: TableEntry[] = [];
  let next = 0;
  for (const entry of right) {
    for (let other = left[next]; other !== undefined && compareEntries(other, entry) <= 0; other = left[++next]) {
      merged.push(other);
    }
    merged.push(entry);
  }
  for (; next < left.length; next++) merged.push(left[next] as TableEntry);
  return merged;
}

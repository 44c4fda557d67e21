import { compareEntries, type TableEntry } from "./table-entry.js";

/** What stands in the order for an entry that was taken out: where it was, and nothing of the object in it. */
interface Gap {
  readonly namespace: string;
  readonly name: string;
  readonly isGap: true;
}

/**
 * The entries that share one indexed value. Lists want them ordered by namespace and name, writes come in any order: they
 * are brought into it when a list asks, which looks at all of them in any case. A write costs no comparison, but to take
 * out what is in the order already; what was taken out is held no longer, whether a list ever asks again or not.
 */
export class EntryBucket {
  readonly #members = new Set<TableEntry>();
  /** Those in order, and gaps between them. */
  #ordered: (TableEntry | Gap)[] = [];
  #gaps = 0;
  /** The members that are not in order yet; undefined while none of them is. */
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

  /** The entries in order, as they are now. */
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

  /** The place in the order of a member that is there: no two have the same namespace and name. */
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

/** Both in order, and none in both. */
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

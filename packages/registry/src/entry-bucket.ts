import { compareEntries, type TableEntry } from "./table-entry.js";

/**
 * The entries that share one indexed value. Lists want them ordered by namespace and name, writes come in any order: they
 * are brought into it when a list asks, which looks at all of them in any case. A write costs no comparison.
 */
export class EntryBucket {
  readonly #members = new Set<TableEntry>();
  /** In order; some may be members no more. */
  #ordered: TableEntry[] = [];
  /** Not in order yet; some may be members no more, or be there twice. */
  #added: TableEntry[] = [];
  #someRemoved = false;

  get size(): number {
    return this.#members.size;
  }

  add(entry: TableEntry): void {
    if (this.#members.has(entry)) return;
    this.#members.add(entry);
    this.#added.push(entry);
  }

  delete(entry: TableEntry): void {
    if (this.#members.delete(entry)) this.#someRemoved = true;
  }

  /** The entries in order, as they are now. */
  entries(): readonly TableEntry[] {
    if (this.#someRemoved || this.#added.length > 0) this.#bringIntoOrder();
    return this.#ordered;
  }

  #bringIntoOrder(): void {
    const isMember = (entry: TableEntry) => this.#members.has(entry);
    const kept = this.#someRemoved ? this.#ordered.filter(isMember) : this.#ordered;
    const added = (this.#someRemoved ? this.#added.filter(isMember) : this.#added).sort(compareEntries);
    this.#ordered = added.length === 0 ? kept : merge(kept, added);
    this.#added = [];
    this.#someRemoved = false;
  }
}

/** Both in order; an entry that was removed and added again may be in both, or twice in the second. */
function merge(left: readonly TableEntry[], right: readonly TableEntry[]): TableEntry[] {
  const merged: TableEntry[] = [];
  let next = 0;
  let last: TableEntry | undefined;
  const take = (entry: TableEntry) => {
    if (entry !== last) merged.push(entry);
    last = entry;
  };
  for (const entry of right) {
    for (let other = left[next]; other !== undefined && compareEntries(other, entry) <= 0; other = left[++next]) {
      take(other);
    }
    take(entry);
  }
  for (; next < left.length; next++) take(left[next] as TableEntry);
  return merged;
}

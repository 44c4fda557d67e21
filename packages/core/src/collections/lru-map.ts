interface Entry<Key, Value> {
  readonly key: Key;
  value: Value;
  weight: number;
  older: Entry<Key, Value> | undefined;
  newer: Entry<Key, Value> | undefined;
}

/**
 * A map of bounded size: when it is full, the least recently used entries are evicted.
 *
 * The order is kept in a linked list of its own. A Map's insertion order would do if a read deleted and re-inserted the
 * entry, but then V8 reallocates the table every few reads, and the iterator kept to find the oldest entry retains every
 * one of those tables.
 */
export class LruMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Key, Value>>();
  readonly #limit: number;
  readonly #weightOf: (value: Value) => number;
  #weight = 0;
  #oldest: Entry<Key, Value> | undefined;
  #newest: Entry<Key, Value> | undefined;

  /** `limit`: the total weight of the entries. Default: each weighs 1. A value heavier than the limit is not kept. */
  constructor(limit: number, weightOf: (value: Value) => number = one) {
    this.#limit = limit;
    this.#weightOf = weightOf;
  }

  /** The number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key, which becomes the most recently used; undefined if there is none or it was evicted. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#renew(entry);
    return entry.value;
  }

  /** Like `get`, but does not count as a use: for a caller that sets the entry next. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds or replaces an entry, and evicts the least recently used ones beyond the limit. */
  set(key: Key, value: Value): void {
    const weight = this.#weightOf(value);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#weight += weight - known.weight;
      known.value = value;
      known.weight = weight;
      this.#renew(known);
    } else {
      const entry = { key, value, weight, older: undefined, newer: undefined };
      this.#weight += weight;
      this.#entries.set(key, entry);
      this.#append(entry);
    }
    while (this.#weight > this.#limit && this.#oldest !== undefined) {
      this.#weight -= this.#oldest.weight;
      this.#entries.delete(this.#oldest.key);
      this.#remove(this.#oldest);
    }
  }

  #renew(entry: Entry<Key, Value>): void {
    if (entry === this.#newest) return;
    this.#remove(entry);
    this.#append(entry);
  }

  #append(entry: Entry<Key, Value>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #remove({ older, newer }: Entry<Key, Value>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}

function one(): number {
  return 1;
}

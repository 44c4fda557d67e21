interface Entry<Key, Value> {
  readonly key: Key;
  value: Value;
  weight: number;
  older: Entry<Key, Value> | undefined;
  newer: Entry<Key, Value> | undefined;
}

/**
 * A map of bounded size: when it is full, the entries that were set or read longest ago give way.
 *
 * Their order is a list of its own. That of a Map would do, if reading an entry deleted it and set it again; but then V8
 * makes the table anew every few reads, and an iterator that is kept to find the oldest keeps each of those tables.
 */
export class LruMap<Key, Value> {
  readonly #entries = new Map<Key, Entry<Key, Value>>();
  readonly #limit: number;
  readonly #weightOf: (value: Value) => number;
  #weight = 0;
  #oldest: Entry<Key, Value> | undefined;
  #newest: Entry<Key, Value> | undefined;

  /** `limit`: how much the entries weigh together. Default: each weighs 1. What weighs more than that alone is not kept. */
  constructor(limit: number, weightOf: (value: Value) => number = one) {
    this.#limit = limit;
    this.#weightOf = weightOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#renew(entry);
    return entry.value;
  }

  /** As `get`, for one who sets the entry next: being read makes it no younger. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

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

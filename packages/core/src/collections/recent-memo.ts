/** The default limit of a generation of a {@link RecentMemo}, in entries. */
const defaultLimit = 32_768;

/**
 * A cache of values derived from objects, keyed by object identity. Entries live as long as their object does and are
 * evicted when unused: there are two generations of bounded size, and the older one is dropped when the younger is full.
 * An evicted value must be derived again, so correctness must not depend on a hit.
 *
 * A plain WeakMap grows with the number of objects: when it is resized, hundreds of thousands of entries are copied at
 * once, and V8's garbage collector visits all of them in a pause. That caused stalls of 100 to 300 ms.
 */
export class RecentMemo<Key extends object, Value extends NonNullable<unknown>> {
  readonly #limit: number;
  readonly #weightOf: (value: Value) => number;
  #young = new WeakMap<Key, Value>();
  /** Undefined until the first generation is full: most look-ups miss, and each map asked costs as much again. */
  #old: WeakMap<Key, Value> | undefined;
  #youngWeight = 0;

  /** `limit`: the total weight of the entries of a generation. Defaults: 32 768, and each entry weighs 1. */
  constructor(limit = defaultLimit, weightOf: (value: Value) => number = one) {
    this.#limit = limit;
    this.#weightOf = weightOf;
  }

  /** The value of a key; undefined if there is none or it was evicted. */
  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old?.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** Adds or replaces an entry. */
  set(key: Key, value: Value): void {
    if (this.#youngWeight >= this.#limit) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#youngWeight = 0;
    }
    this.#young.set(key, value);
    this.#youngWeight += this.#weightOf(value);
  }
}

function one(): number {
  return 1;
}

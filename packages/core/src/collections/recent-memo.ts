/** What a generation of a {@link RecentMemo} holds at the most, unless told otherwise: so many entries. */
const defaultLimit = 32_768;

/**
 * What was derived from objects, by their identity, for as long as they live and are in use: two generations of bounded
 * size, of which the older one is dropped when the younger one is full. What was dropped has to be derived again, so
 * nothing may depend on its being found.
 *
 * A WeakMap alone grows with the number of objects: entries of hundreds of thousands are copied at once when it does, and
 * V8's collector goes over all of them while the program stands still. Those were stalls of 100 to 300 ms.
 */
export class RecentMemo<Key extends object, Value extends NonNullable<unknown>> {
  readonly #limit: number;
  readonly #weightOf: (value: Value) => number;
  #young = new WeakMap<Key, Value>();
  #old = new WeakMap<Key, Value>();
  #youngWeight = 0;

  /** `limit`: how much the entries of a generation weigh together. Defaults: 32 768, and each entry weighs 1. */
  constructor(limit = defaultLimit, weightOf: (value: Value) => number = one) {
    this.#limit = limit;
    this.#weightOf = weightOf;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

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

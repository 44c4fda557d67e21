/** What a generation of a {@link RecentMemo} holds at the most, unless told otherwise. */
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
  #young = new WeakMap<Key, Value>();
  #old = new WeakMap<Key, Value>();
  #youngSize = 0;

  /** `limit`: how many entries a generation holds. Default 32 768. */
  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#youngSize >= this.#limit) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#youngSize = 0;
    }
    this.#young.set(key, value);
    this.#youngSize++;
  }
}

/**
 * Finds the first key of a Set used as a FIFO queue. A new iterator for each key would walk over the slots of all keys
 * deleted before, which a Set keeps for a while.
 */
export class FrontCursor<Key> {
  readonly #keys: Set<Key>;
  /** All keys before it have been taken. */
  #front: Iterator<Key>;

  constructor(keys: Set<Key>) {
    this.#keys = keys;
    this.#front = keys.keys();
  }

  /** The first key; delete it before the next call. The Set must not be empty. */
  next(): Key {
    let first = this.#front.next();
    if (first.done === true) {
      // An exhausted iterator stays exhausted, even if keys are added.
      this.#front = this.#keys.keys();
      first = this.#front.next();
    }
    return first.value as Key;
  }
}

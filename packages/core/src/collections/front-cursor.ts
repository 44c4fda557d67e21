/**
 * Finds the first key of a Set whose first keys are taken one after the other, and no others. An iterator that begins anew
 * for each would walk over the places of all keys deleted before, which a Set keeps for a while.
 */
export class FrontCursor<Key> {
  readonly #keys: Set<Key>;
  /** Everything before it has been taken. */
  #front: Iterator<Key>;

  constructor(keys: Set<Key>) {
    this.#keys = keys;
    this.#front = keys.keys();
  }

  /** The first key, which has to be deleted before this is called again. There must be one. */
  next(): Key {
    let first = this.#front.next();
    if (first.done === true) {
      // An iterator that has once come to the end stays there.
      this.#front = this.#keys.keys();
      first = this.#front.next();
    }
    return first.value as Key;
  }
}

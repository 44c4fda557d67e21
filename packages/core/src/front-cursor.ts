/**
 * Finds the first key of a Set or a Map whose first keys are taken one after the other. An iterator that begins anew for
 * each would walk over the places of all keys deleted before, which Sets and Maps keep for a while.
 */
export class FrontCursor<Key> {
  readonly #entries: { keys(): Iterator<Key> };
  /** Everything before it has been taken. */
  #front: Iterator<Key>;

  constructor(entries: { keys(): Iterator<Key> }) {
    this.#entries = entries;
    this.#front = entries.keys();
  }

  /** The first key, which has to be deleted before this is called again. There must be one. */
  next(): Key {
    let first = this.#front.next();
    if (first.done === true) {
      // An iterator that has once come to the end stays there.
      this.#front = this.#entries.keys();
      first = this.#front.next();
    }
    return first.value as Key;
  }
}

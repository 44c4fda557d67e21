/** The positions of an expression's nodes in its source: offsets in UTF-16 code units, by id. -1: unknown. */
export class Positions {
  readonly #offsets: number[] = [-1];

  /** A new id for a node at an offset. */
  next(offset: number): number {
    return this.#offsets.push(offset) - 1;
  }

  /** The offset of the node with this id; -1: not known. */
  offsetOf(id: number): number {
    return this.#offsets[id] ?? -1;
  }

  /** The number of ids, including 0, which is not used. */
  get size(): number {
    return this.#offsets.length;
  }
}

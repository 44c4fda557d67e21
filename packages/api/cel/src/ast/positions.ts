/** Where the nodes of an expression stand in its text: offsets in UTF-16 code units, by id. -1: not known. */
export class Positions {
  readonly #offsets: number[] = [-1];

  /** A new id for something at an offset. */
  next(offset: number): number {
    return this.#offsets.push(offset) - 1;
  }

  offsetOf(id: number): number {
    return this.#offsets[id] ?? -1;
  }

  /** How many ids there are, 0 (which is none) among them. */
  get size(): number {
    return this.#offsets.length;
  }
}

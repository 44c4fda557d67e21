import { CelList } from "./list.js";
import { concatLists } from "./list-rope.js";
import type { CelResult } from "./value.js";

/**
 * The list that a comprehension gathers: `accumulator + [x]` adds to it in place, for nobody else can have it, until it is
 * closed.
 */
export class GrowingList extends CelList {
  readonly #values: CelResult[] = [];
  #isClosed = false;

  get size(): number {
    return this.#values.length;
  }

  at(index: number): CelResult {
    return this.#values[index] as CelResult;
  }

  override concat(other: CelList): CelResult {
    if (this.#isClosed) return concatLists(this, other);
    for (let index = 0; index < other.size; index++) this.#values.push(other.at(index));
    return this;
  }

  /** From here on it is a list like any other. */
  close(): this {
    this.#isClosed = true;
    return this;
  }
}

import { CelList } from "./list.js";
import { concatLists } from "./list-rope.js";
import type { CelResult } from "./value.js";

/**
 * The list that a comprehension accumulates: `accumulator + [x]` appends to it in place, because nothing else can refer to it,
 * until it is closed.
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

  /** Makes it an immutable list. */
  close(): this {
    this.#isClosed = true;
    return this;
  }
}

import { CelError } from "./error.js";
import { CelList } from "./list.js";
import type { CelResult } from "./value.js";

/** Lists with a shorter total length are copied. */
const copiedSize = 32;

/**
 * The concatenation of two lists, in time independent of their lengths: doubling a list is cheap, so reading the result must be
 * too. A balanced tree (AVL), so that access to an element is cheap as well.
 */
class Rope extends CelList {
  readonly size: number;
  readonly left: CelList;
  readonly right: CelList;
  readonly height: number;

  constructor(left: CelList, right: CelList) {
    super();
    this.left = left;
    this.right = right;
    this.size = left.size + right.size;
    this.height = Math.max(heightOf(left), heightOf(right)) + 1;
  }

  at(index: number): CelResult {
    let list: CelList = this;
    let offset = index;
    while (list instanceof Rope) {
      if (offset < list.left.size) list = list.left;
      else {
        offset -= list.left.size;
        list = list.right;
      }
    }
    return list.at(offset);
  }
}

/** A list whose elements exist already. */
export class PlainList extends CelList {
  readonly #values: readonly CelResult[];

  constructor(values: readonly CelResult[]) {
    super();
    this.#values = values;
  }

  get size(): number {
    return this.#values.length;
  }

  at(index: number): CelResult {
    return this.#values[index] as CelResult;
  }
}

/** `left + right`; an error if the length exceeds what a number can represent. */
export function concatLists(left: CelList, right: CelList): CelList | CelError {
  if (left.size === 0) return right;
  if (right.size === 0) return left;
  const size = left.size + right.size;
  if (size > Number.MAX_SAFE_INTEGER) return new CelError("list is too long");
  if (size <= copiedSize) return copyOf(left, right);
  return join(left, right);
}

function copyOf(left: CelList, right: CelList): CelList {
  const values: CelResult[] = [];
  for (const list of [left, right]) for (let index = 0; index < list.size; index++) values.push(list.at(index));
  return new PlainList(values);
}

function heightOf(list: CelList): number {
  return list instanceof Rope ? list.height : 0;
}

function join(left: CelList, right: CelList): CelList {
  const difference = heightOf(left) - heightOf(right);
  if (difference > 1 && left instanceof Rope) return balance(left.left, join(left.right, right));
  if (difference < -1 && right instanceof Rope) return balance(join(left, right.left), right.right);
  return new Rope(left, right);
}

/** A rope of two whose heights differ by two at most. */
function balance(left: CelList, right: CelList): CelList {
  const difference = heightOf(left) - heightOf(right);
  if (difference > 1 && left instanceof Rope) {
    if (heightOf(left.left) >= heightOf(left.right) || !(left.right instanceof Rope)) {
      return new Rope(left.left, new Rope(left.right, right));
    }
    return new Rope(new Rope(left.left, left.right.left), new Rope(left.right.right, right));
  }
  if (difference < -1 && right instanceof Rope) {
    if (heightOf(right.right) >= heightOf(right.left) || !(right.left instanceof Rope)) {
      return new Rope(new Rope(left, right.left), right.right);
    }
    return new Rope(new Rope(left, right.left.left), new Rope(right.left.right, right.right));
  }
  return new Rope(left, right);
}

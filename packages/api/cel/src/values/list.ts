import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/**
 * A list. Subclasses are views: an element is made when it is asked for, and may be an error (data that does not fit its
 * schema). Where equality or `+` are not those of plain lists (x-kubernetes-list-type), they override them.
 */
export abstract class CelList {
  /** The number of elements. */
  abstract readonly size: number;

  /** The element at an index from 0 to size - 1. */
  abstract at(index: number): CelResult;

  /** `this == other`, whatever that is; absent: element by element. Hand on `work` to `equalValues`. */
  equals?(other: CelValue, work: Work): CelResult;

  /** `this + other`; absent: one behind the other. Counts its `work` where that grows with the lists. */
  concat?(other: CelList, work?: Work): CelResult;
}

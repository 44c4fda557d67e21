import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/**
 * A list. Subclasses are views: an element is created when it is read, and may be an error (data that does not match its
 * schema). They override equality and `+` where these differ from plain lists (x-kubernetes-list-type).
 */
export abstract class CelList {
  /** The number of elements. */
  abstract readonly size: number;

  /** The element at an index from 0 to size - 1. */
  abstract at(index: number): CelResult;

  /** `this == other`, for an `other` of any type; absent: element by element. Pass `work` on to `equalValues`. */
  equals?(other: CelValue, work: Work): CelResult;

  /** `this + other`; absent: concatenation. Counts its `work` if that grows with the lists. */
  concat?(other: CelList, work?: Work): CelResult;
}

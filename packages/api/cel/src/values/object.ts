import type { CelType } from "../types/cel-type.js";
import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/** A value of a struct or opaque type that a library brings, such as a quantity. Subclasses carry what it is. */
export abstract class CelObject {
  /** The type of the value, as `type(value)` answers it. */
  abstract readonly type: CelType;

  /**
   * Whether both are the same; an error where they cannot be compared. `other` may be of any type. Hands on `work` to
   * `equalValues` where it comes to that.
   */
  abstract equals(other: CelValue, work: Work): CelResult;

  /** What costs are reckoned by: 1, unless the value has a size as strings and lists have. */
  get size(): number {
    return 1;
  }

  /** A field; undefined when the value has none of that name. */
  field(_name: string): CelResult | undefined {
    return undefined;
  }
}

import type { CelType } from "../types/cel-type.js";
import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/** A value of a struct or opaque type of a library, such as a quantity. */
export abstract class CelObject {
  /** The type of the value, as `type(value)` returns it. */
  abstract readonly type: CelType;

  /**
   * Whether both are equal; an error if they cannot be compared. `other` may be of any type. Passes `work` on to `equalValues`
   * if it calls that.
   */
  abstract equals(other: CelValue, work: Work): CelResult;

  /** The size that costs are computed from: 1, unless the value has a size like strings and lists. */
  get size(): number {
    return 1;
  }

  /** A field; undefined when the value has none with that name. */
  field(_name: string): CelResult | undefined {
    return undefined;
  }

  /** Whether a field is set, for `has(value.field)` and `value.?field`. */
  isSet(name: string): boolean {
    return this.field(name) !== undefined;
  }
}

import type { CelValue } from "./value.js";

/** A value that may be missing: `optional.of(x)`, `optional.none()`, `a.?b`. */
export class CelOptional {
  /** The one optional without a value. */
  static readonly none = new CelOptional(undefined);
  /** undefined: none. */
  readonly value: CelValue | undefined;

  /** Use {@link CelOptional.none} for an optional without a value. */
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

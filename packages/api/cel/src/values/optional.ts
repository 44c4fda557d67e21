import type { CelValue } from "./value.js";

/** An optional value: `optional.of(x)`, `optional.none()`, `a.?b`. */
export class CelOptional {
  /** The empty optional. */
  static readonly none = new CelOptional(undefined);
  /** undefined: empty. */
  readonly value: CelValue | undefined;

  /** Use {@link CelOptional.none} for an optional without a value. */
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

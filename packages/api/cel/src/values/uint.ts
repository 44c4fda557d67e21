/** An unsigned integer of 64 bits. */
export class CelUint {
  /** From 0 to 2^64 - 1. */
  readonly value: bigint;

  /** Does not check the range. */
  constructor(value: bigint) {
    this.value = value;
  }
}

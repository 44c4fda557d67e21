/** A length of time: Go's, a signed number of nanoseconds within 64 bits. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** An instant from year 1 to year 9999. */
export class CelTimestamp {
  /** Nanoseconds since 1970, of any size. */
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

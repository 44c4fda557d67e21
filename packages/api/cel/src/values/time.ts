/** A duration as in Go: a signed 64-bit number of nanoseconds. */
export class CelDuration {
  /** The length in nanoseconds, possibly negative. */
  readonly nanos: bigint;

  /** Does not check the range: `parseDuration` does. */
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** An instant from year 1 to year 9999. */
export class CelTimestamp {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;
  /** The UTC offset with which it was parsed: used only for formatting. */
  readonly offsetSeconds: number;

  /** Does not check the range: `parseTimestamp` does. `offsetSeconds` is 0 for UTC. */
  constructor(nanos: bigint, offsetSeconds = 0) {
    this.nanos = nanos;
    this.offsetSeconds = offsetSeconds;
  }
}

const nanosPerSecond = 1_000_000_000n;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, in seconds since 1970. */
const minSeconds = -62_135_596_800n;
const maxSeconds = 253_402_300_799n;

/** Whether an instant is within the range of timestamps. */
export function isTimestamp(nanos: bigint): boolean {
  return nanos >= minSeconds * nanosPerSecond && nanos < (maxSeconds + 1n) * nanosPerSecond;
}

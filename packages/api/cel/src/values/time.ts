/** A length of time: Go's, a signed number of nanoseconds within 64 bits. */
export class CelDuration {
  /** The length in nanoseconds, negative for durations into the past. */
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
  /** How far ahead of UTC the clock was that it was read from: it is written so, and means nothing else. */
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

/** Whether an instant lies within the years that a timestamp can have. */
export function isTimestamp(nanos: bigint): boolean {
  return nanos >= minSeconds * nanosPerSecond && nanos < (maxSeconds + 1n) * nanosPerSecond;
}

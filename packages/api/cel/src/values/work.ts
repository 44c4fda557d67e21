import { CelError } from "./error.js";

/** The error of an evaluation that was stopped because of its cost. */
export const limitExceeded = new CelError("operation cancelled: actual cost limit exceeded");

/**
 * The steps that remain: a bound on what cel-go's costs do not cover, such as comparing nested lists, in which the same list
 * may occur a thousand times. A step is about a nanosecond.
 */
export class Work {
  readonly #most: number;
  #left: number;

  constructor(steps: number) {
    this.#most = steps;
    this.#left = steps;
  }

  /** The steps done so far. */
  get done(): number {
    return this.#most - this.#left;
  }

  /** Whether the limit was exceeded: results since then may be wrong. */
  get isExhausted(): boolean {
    return this.#left < 0;
  }

  /** Counts steps; false when none remain. */
  do(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

/** For a stand-alone operation: some milliseconds. */
export function workOfOne(): Work {
  return new Work(20_000_000);
}

import { CelError } from "./error.js";

/** What an evaluation says that was stopped because of its cost. */
export const limitExceeded = new CelError("operation cancelled: actual cost limit exceeded");

/**
 * Steps that may still be done: a bound for what the costs of cel-go do not see, such as comparing lists within lists, which
 * may be the same one a thousand times. A step is about a nanosecond.
 */
export class Work {
  readonly #most: number;
  #left: number;

  constructor(steps: number) {
    this.#most = steps;
    this.#left = steps;
  }

  /** The steps that were done. */
  get done(): number {
    return this.#most - this.#left;
  }

  /** Whether more was done than may be: what was found out since may be wrong. */
  get isExhausted(): boolean {
    return this.#left < 0;
  }

  /** Counts steps; false when there are none left. */
  do(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

/** For an operation on its own: some milliseconds. */
export function workOfOne(): Work {
  return new Work(20_000_000);
}

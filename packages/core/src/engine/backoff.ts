import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";

/** How long failing keys wait before they are retried. */
export interface BackoffOptions {
  /** After the first failure, in milliseconds; doubles with each further one. Default 5. */
  readonly baseMs?: number;
  /** Default 1 000 000 (1000 s). */
  readonly maxMs?: number;
  /** Limit on the retries of all keys together, per second; those beyond `burst` are delayed. Default 10; `Infinity`: none. */
  readonly retriesPerSecond?: number;
  /** Default 100. */
  readonly burst?: number;
}

const rules: OptionRules<keyof BackoffOptions> = {
  baseMs: optionRules.milliseconds,
  maxMs: optionRules.milliseconds,
  retriesPerSecond: { ...optionRules.interval, expected: "a positive number or Infinity" },
  burst: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
};

/**
 * The retry delays of client-go's DefaultControllerRateLimiter (CM-3): the longer of a per-key exponential backoff and the
 * delay of a token bucket shared by all keys.
 */
export class Backoff {
  readonly #failures = new Map<string, number>();
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #msPerRetry: number;
  readonly #burst: number;
  /** When the bucket will be full again, if no further token is taken. */
  #fullAtMs = Number.NEGATIVE_INFINITY;

  /** Throws TypeError or RangeError for invalid options. */
  constructor(options: BackoffOptions = {}) {
    checkOptions("backoff", options, rules);
    this.#baseMs = options.baseMs ?? 5;
    this.#maxMs = options.maxMs ?? 1_000_000;
    this.#msPerRetry = 1000 / (options.retriesPerSecond ?? 10);
    this.#burst = options.burst ?? 100;
  }

  /** How often this key has failed in a row. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Records a failure; returns how many milliseconds the key has to wait. */
  fail(key: string, nowMs: number): number {
    const failures = this.failures(key);
    this.#failures.set(key, failures + 1);
    const own = Math.min(this.#baseMs * 2 ** failures, this.#maxMs);
    return Math.max(own, this.#takeToken(nowMs));
  }

  /** Resets the failures of a key, after a success. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  #takeToken(nowMs: number): number {
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#msPerRetry;
    return Math.max(0, this.#fullAtMs - nowMs - this.#burst * this.#msPerRetry);
  }
}

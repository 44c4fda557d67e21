import type { Clock, RandomSource } from "@engenho/core";

/**
 * client-go's reflector: 0.8 s, doubled up to 30 s, with a jitter of up to 100 %; reset after two minutes without a
 * failure.
 */
const firstMs = 800;
const longestMs = 30_000;
const resetAfterMs = 120_000;

/** The backoff of failing lists and watches. */
export class RelistBackoff {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #nextMs = firstMs;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Counts a failure and returns the delay in milliseconds. */
  next(): number {
    const nowMs = this.#clock.monotonicNow();
    if (nowMs - this.#lastMs > resetAfterMs) this.#nextMs = firstMs;
    this.#lastMs = nowMs;
    const delayMs = this.#nextMs * (1 + this.#random.next());
    this.#nextMs = Math.min(this.#nextMs * 2, longestMs);
    return delayMs;
  }
}

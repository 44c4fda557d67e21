import type { Clock, RandomSource } from "@engenho/core";

/** client-go's reflector: 0.8 s to 30 s, doubled, with as much again at random; from the beginning after two quiet minutes. */
const firstMs = 800;
const longestMs = 30_000;
const resetAfterMs = 120_000;

/** How long to wait before a list or a watch is tried again. */
export class RelistBackoff {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #nextMs = firstMs;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The delay after a failure, in milliseconds; it counts as one. */
  next(): number {
    const nowMs = this.#clock.monotonicNow();
    if (nowMs - this.#lastMs > resetAfterMs) this.#nextMs = firstMs;
    this.#lastMs = nowMs;
    const delayMs = this.#nextMs * (1 + this.#random.next());
    this.#nextMs = Math.min(this.#nextMs * 2, longestMs);
    return delayMs;
  }
}

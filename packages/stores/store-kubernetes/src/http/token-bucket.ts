import type { Clock } from "@engenho/core";

/** A rate limit: `qps` requests per second on average, `burst` at once (client-go's flowcontrol). */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #msPerToken: number;
  readonly #burst: number;
  /** When the bucket will be full if no further token is taken. */
  #fullAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, { qps, burst }: { readonly qps: number; readonly burst: number }) {
    this.#clock = clock;
    this.#msPerToken = 1000 / qps;
    this.#burst = burst;
  }

  /** Takes a token; returns how many milliseconds its request has to wait. */
  take(): number {
    const nowMs = this.#clock.monotonicNow();
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#msPerToken;
    return Math.max(0, this.#fullAtMs - nowMs - this.#burst * this.#msPerToken);
  }
}

import type { Clock } from "@engenho/core";
import type { RequestClass } from "./request-limits.js";

/** How long a peak is looked for. */
const windowMs = 1000;

/** The number of requests of one class that are being served, and its peaks. */
class Gauge {
  #window = 0;
  #count = 0;
  #peak = 0;
  #lastPeak = 0;

  change(by: 1 | -1, nowMs: number): void {
    this.#moveTo(nowMs);
    this.#count += by;
    if (this.#count > this.#peak) this.#peak = this.#count;
  }

  /** The peak of the last second that is over. */
  peakBefore(nowMs: number): number {
    this.#moveTo(nowMs);
    return this.#lastPeak;
  }

  #moveTo(nowMs: number): void {
    const window = Math.floor(nowMs / windowMs);
    if (window === this.#window) return;
    this.#lastPeak = window === this.#window + 1 ? this.#peak : this.#count;
    this.#window = window;
    this.#peak = this.#count;
  }
}

/** How many requests are served at once (upstream: apiserver_current_inflight_requests), without timers. */
export class InFlight {
  readonly #clock: Clock;
  readonly #gauges: Readonly<Record<RequestClass, Gauge>> = { readOnly: new Gauge(), mutating: new Gauge() };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request of the class begins to be served, or has been served. */
  change(requestClass: RequestClass, by: 1 | -1): void {
    this.#gauges[requestClass].change(by, this.#clock.monotonicNow());
  }

  /** The most requests of each class at once, in the last second that is over. */
  peaks(): Readonly<Record<RequestClass, number>> {
    const nowMs = this.#clock.monotonicNow();
    const { readOnly, mutating } = this.#gauges;
    return { readOnly: readOnly.peakBefore(nowMs), mutating: mutating.peakBefore(nowMs) };
  }
}

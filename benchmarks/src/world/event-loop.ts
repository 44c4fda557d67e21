import { type IntervalHistogram, monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";

/** How long the event loop was blocked, in milliseconds. */
export interface Stall {
  readonly longestMs: number;
  /** The longest garbage collection pause of V8 in the same time, which is part of the above. */
  readonly longestCollectionMs: number;
}

/** Measures for how long the event loop is blocked, from `start` to `stop`. */
export class EventLoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: samplingMs });
  readonly #observer = new PerformanceObserver((list) => this.#takeIn(list.getEntries()));
  #longestCollectionMs = 0;

  start(): void {
    this.#longestCollectionMs = 0;
    this.#histogram.reset();
    this.#histogram.enable();
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  stop(): Stall {
    this.#histogram.disable();
    this.#takeIn(this.#observer.takeRecords());
    this.#observer.disconnect();
    return {
      longestMs: Math.max(0, this.#histogram.max / 1e6 - samplingMs),
      longestCollectionMs: this.#longestCollectionMs,
    };
  }

  #takeIn(entries: readonly { readonly duration: number }[]): void {
    for (const { duration } of entries) this.#longestCollectionMs = Math.max(this.#longestCollectionMs, duration);
  }
}

const samplingMs = 1;

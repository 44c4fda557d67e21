import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** How long the event loop was blocked, from `start` on. */
export class EventLoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: samplingMs });

  /** Begins anew. */
  start(): void {
    this.#histogram.reset();
    this.#histogram.enable();
  }

  /** Ends; answers the longest and the 99th percentile in milliseconds, without the sampling interval itself. */
  stop(): { readonly maxMs: number; readonly p99Ms: number } {
    this.#histogram.disable();
    const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - samplingMs);
    return { maxMs: milliseconds(this.#histogram.max), p99Ms: milliseconds(this.#histogram.percentile(99)) };
  }
}

const samplingMs = 1;

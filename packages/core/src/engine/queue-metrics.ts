import type { Clock } from "../environment/clock.js";

/** A histogram of durations with client-go's buckets, from 10 ns to 10 s. */
export interface DurationHistogram {
  /** The count of each bucket: durations up to its bound in {@link durationBoundsMs}; the last one: longer durations. */
  readonly counts: readonly number[];
  /** The number of durations. */
  readonly count: number;
  /** The sum of the durations, in milliseconds. */
  readonly sumMs: number;
}

/** The metrics of client-go's work queues (k8s.io/client-go/util/workqueue/metrics.go). */
export interface QueueMetrics {
  /** Keys added since the start; adding a key that is already queued does not count. */
  readonly adds: number;
  /** How long keys were queued before they were processed. */
  readonly latency: DurationHistogram;
  /** How long it took to process a key. */
  readonly workDuration: DurationHistogram;
  /** The total time, in milliseconds, that the keys in process have been in process so far. */
  readonly unfinishedMs: number;
  /** How long the longest-running of them has been in process, in milliseconds. */
  readonly longestRunningMs: number;
}

/** Upper bounds of the buckets of a {@link DurationHistogram}, in milliseconds. */
export const durationBoundsMs: readonly number[] = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1_000, 10_000];

class Durations implements DurationHistogram {
  readonly counts: number[] = new Array(durationBoundsMs.length + 1).fill(0);
  count = 0;
  sumMs = 0;

  observe(durationMs: number): void {
    let bucket = 0;
    while (bucket < durationBoundsMs.length && durationMs > (durationBoundsMs[bucket] as number)) bucket++;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.count++;
    this.sumMs += durationMs;
  }
}

/** Collects the {@link QueueMetrics} of a queue that reports its operations. */
export class QueueMetricsRecorder implements QueueMetrics {
  readonly #clock: Clock;
  readonly #addedMs = new Map<string, number>();
  readonly #startedMs = new Map<string, number>();
  readonly latency = new Durations();
  readonly workDuration = new Durations();
  adds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key was added that was not queued. */
  added(key: string): void {
    this.adds++;
    this.#addedMs.set(key, this.#clock.monotonicNow());
  }

  started(key: string): void {
    const nowMs = this.#clock.monotonicNow();
    this.latency.observe(nowMs - (this.#addedMs.get(key) ?? nowMs));
    this.#addedMs.delete(key);
    this.#startedMs.set(key, nowMs);
  }

  ended(key: string): void {
    const nowMs = this.#clock.monotonicNow();
    this.workDuration.observe(nowMs - (this.#startedMs.get(key) ?? nowMs));
    this.#startedMs.delete(key);
  }

  /** A key was removed from the queue without being processed. */
  removed(key: string): void {
    this.#addedMs.delete(key);
  }

  get unfinishedMs(): number {
    const nowMs = this.#clock.monotonicNow();
    let sumMs = 0;
    for (const startedMs of this.#startedMs.values()) sumMs += nowMs - startedMs;
    return sumMs;
  }

  get longestRunningMs(): number {
    const nowMs = this.#clock.monotonicNow();
    let longestMs = 0;
    for (const startedMs of this.#startedMs.values()) longestMs = Math.max(longestMs, nowMs - startedMs);
    return longestMs;
  }
}

import type { Clock } from "../environment/clock.js";

/** How long things took: client-go's buckets, from 10 ns to 10 s. */
export interface DurationHistogram {
  /** For each of {@link durationBoundsMs} how many took no longer, and longer than the bound before; the last: the rest. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sumMs: number;
}

/** What client-go's work queues tell of themselves (k8s.io/client-go/util/workqueue/metrics.go). */
export interface QueueMetrics {
  /** Keys added so far, each once for as long as it waits. */
  readonly adds: number;
  /** How long keys waited before they were worked on. */
  readonly latency: DurationHistogram;
  /** How long keys were worked on. */
  readonly workDuration: DurationHistogram;
  /** For how long the keys that are being worked on have been, together, in milliseconds. */
  readonly unfinishedMs: number;
  /** For how long the longest of them has been, in milliseconds. */
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

/** Keeps the {@link QueueMetrics} of a queue that tells it what becomes of its keys. */
export class QueueWatch implements QueueMetrics {
  readonly #clock: Clock;
  readonly #addedMs = new Map<string, number>();
  readonly #startedMs = new Map<string, number>();
  readonly latency = new Durations();
  readonly workDuration = new Durations();
  adds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key that did not wait waits now. */
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

  /** A key that waited waits no longer, and is not worked on. */
  putOff(key: string): void {
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

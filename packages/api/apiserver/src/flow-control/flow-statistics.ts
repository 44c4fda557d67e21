/** How often values fell into each bucket. */
export interface Histogram {
  /** The upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  /** The number of values in each bucket; the last one has no bound. */
  readonly counts: number[];
  sum: number;
}

/** Upstream: requestDurationSecondsBuckets, queueLengthBuckets, and the buckets of estimated seats. */
const seconds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
const lengths = [0, 10, 25, 50, 100, 250, 500, 1000];
const seats = [1, 2, 4, 8, 16, 32, 64, 100];

function histogram(bounds: readonly number[]): Histogram {
  return { bounds, counts: new Array(bounds.length + 1).fill(0), sum: 0 };
}

/** Adds a value. */
export function observe(into: Histogram, value: number): void {
  const { bounds, counts } = into;
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
  counts[bucket] = (counts[bucket] as number) + 1;
  into.sum += value;
}

/** Why requests were refused (upstream's words). */
export type RejectReason = "concurrency-limit" | "queue-full" | "time-out";

/** What became of the requests of a FlowSchema in a priority level. */
export interface FlowStatistics {
  readonly level: string;
  readonly schema: string;
  dispatched: number;
  readonly rejected: Record<RejectReason, number>;
  waiting: number;
  waitingSeats: number;
  executing: number;
  executingSeats: number;
  /** Seconds in line, of those that were served and of those that were not. */
  readonly waited: { readonly true: Histogram; readonly false: Histogram };
  readonly executed: { readonly regular: Histogram; readonly watch: Histogram };
  readonly estimated: Histogram;
  readonly lengths: Histogram;
}

/** Statistics of nothing yet. */
export function flowStatistics(level: string, schema: string): FlowStatistics {
  return {
    level,
    schema,
    dispatched: 0,
    rejected: { "concurrency-limit": 0, "queue-full": 0, "time-out": 0 },
    waiting: 0,
    waitingSeats: 0,
    executing: 0,
    executingSeats: 0,
    waited: { true: histogram(seconds), false: histogram(seconds) },
    executed: { regular: histogram(seconds), watch: histogram(seconds) },
    estimated: histogram(seats),
    lengths: histogram(lengths),
  };
}

/** The seats of a priority level, for metrics. */
export interface LevelStatistics {
  readonly level: string;
  readonly nominal: number;
  readonly lower: number;
  readonly upper: number;
  readonly current: number;
  /** What it was to have at the last adjustment. */
  readonly target: number;
  /** The seats that were wanted in the period before it. */
  readonly highWatermark: number;
  readonly average: number;
  readonly deviation: number;
  readonly smoothed: number;
  /** How often a request was next and needed more seats than were free. */
  readonly noAccommodation: number;
  /** The progress meter, in seat-seconds. */
  readonly progress: number;
}

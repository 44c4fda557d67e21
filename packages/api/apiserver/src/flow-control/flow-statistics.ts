/** How often values fell into each bucket. */
export interface Histogram {
  /** The upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  /** The number of values in each bucket; the last one has no bound. */
  readonly counts: number[];
  /** The sum of all values, in their unit. */
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

/** Why requests are refused, with upstream's labels. */
export type RejectReason = "concurrency-limit" | "queue-full" | "time-out";

/** The statistics of a FlowSchema in a priority level. */
export interface FlowStatistics {
  /** The name of the priority level. */
  readonly level: string;
  /** The name of the FlowSchema. */
  readonly schema: string;
  /** Requests that were dispatched since the start. */
  dispatched: number;
  /** Requests that were refused since the start. */
  readonly rejected: Record<RejectReason, number>;
  /** Requests that wait in queues now. */
  waiting: number;
  /** The seats that these need. */
  waitingSeats: number;
  /** Requests that are being served now. */
  executing: number;
  /** The seats of these: of each request the larger of its initial and final seats. */
  executingSeats: number;
  /** Seconds in queues, of requests that were served (`true`) and of others (`false`). */
  readonly waited: { readonly true: Histogram; readonly false: Histogram };
  /** Seconds of execution; for watches until their initial events have been sent. */
  readonly executed: { readonly regular: Histogram; readonly watch: Histogram };
  /** The estimated seats of requests. */
  readonly estimated: Histogram;
  /** The length of the queue that a request has joined, including that request. */
  readonly lengths: Histogram;
}

/** Statistics with all counts at zero. */
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
  /** The name of the priority level. */
  readonly level: string;
  /** The nominal seats. */
  readonly nominal: number;
  /** The minimum of seats, when the maximum is lent. */
  readonly lower: number;
  /** The maximum of seats, when the maximum is borrowed. */
  readonly upper: number;
  /** The current seats, rounded to whole numbers. */
  readonly current: number;
  /** The target at the last adjustment. */
  readonly target: number;
  /** The high watermark of the demand in the last period. */
  readonly highWatermark: number;
  /** The average demand over that period. */
  readonly average: number;
  /** Their standard deviation over that period. */
  readonly deviation: number;
  /** The smoothed demand, which adjustments use: it rises at once and falls slowly. */
  readonly smoothed: number;
  /** How often the next request needed more seats than were free. */
  readonly noAccommodation: number;
  /** The progress meter, in seat-seconds. */
  readonly progress: number;
}

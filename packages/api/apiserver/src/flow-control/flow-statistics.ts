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

/** Why requests were refused (upstream's words). */
export type RejectReason = "concurrency-limit" | "queue-full" | "time-out";

/** What became of the requests of a FlowSchema in a priority level. */
export interface FlowStatistics {
  /** The name of the priority level. */
  readonly level: string;
  /** The name of the FlowSchema. */
  readonly schema: string;
  /** How many requests have begun to be served, since the start. */
  dispatched: number;
  /** How many have been refused, since the start. */
  readonly rejected: Record<RejectReason, number>;
  /** How many wait in line now. */
  waiting: number;
  /** The seats that these need. */
  waitingSeats: number;
  /** How many are being served now. */
  executing: number;
  /** The seats that these need, at once or behind their responses: the larger number of each. */
  executingSeats: number;
  /** Seconds in line, of those that were served and of those that were not. */
  readonly waited: { readonly true: Histogram; readonly false: Histogram };
  /** Seconds from the beginning to the end of serving; those of watches until they have listed what there is. */
  readonly executed: { readonly regular: Histogram; readonly watch: Histogram };
  /** Seats that requests were found to need. */
  readonly estimated: Histogram;
  /** Requests in the queue that a request has joined, that one included. */
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
  /** The name of the priority level. */
  readonly level: string;
  /** Its share of the server's seats, before any are lent. */
  readonly nominal: number;
  /** What it keeps however much others need. */
  readonly lower: number;
  /** The most that it may have, with all that it may borrow. */
  readonly upper: number;
  /** What it has now, rounded to whole seats. */
  readonly current: number;
  /** What it was to have at the last adjustment. */
  readonly target: number;
  /** The seats that were wanted in the period before it. */
  readonly highWatermark: number;
  /** The seats that were wanted in that period, averaged over time. */
  readonly average: number;
  /** Their standard deviation over that period. */
  readonly deviation: number;
  /** What adjustments go by: the envelope of the demand, which rises at once and falls slowly. */
  readonly smoothed: number;
  /** How often a request was next and needed more seats than were free. */
  readonly noAccommodation: number;
  /** The progress meter, in seat-seconds. */
  readonly progress: number;
}

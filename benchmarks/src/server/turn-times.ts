/** What the main thread did between two samples of the turn meter. */
export interface TurnSample {
  /** Processor time of the main thread. */
  readonly processorMs: number;
  /** By the program's own clock. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** The duration of V8's garbage collection pauses in the same time, by the wall clock. */
  readonly collectionMs: number;
}

/** The turns of some work. */
export interface TurnTimes {
  /** The longest, in milliseconds of processor time. */
  readonly longestMs: number;
  /** The longest of those in which garbage collection did not pause the program for more than a millisecond. */
  readonly longestOwnMs: number;
}

/** Summarizes samples. */
export function turnTimes(samples: readonly TurnSample[]): TurnTimes {
  const longest = (of: readonly TurnSample[]) => of.reduce((most, { processorMs }) => Math.max(most, processorMs), 0);
  return { longestMs: longest(samples), longestOwnMs: longest(samples.filter(({ collectionMs }) => collectionMs < 1)) };
}

import { startPaced } from "../environment/start-paced.js";
import type { TimeSlice } from "../environment/time-slice.js";

/** The outcome of {@link slowStart}. */
export interface SlowStartResult {
  /** Calls that resolved. */
  readonly successes: number;
  /** Calls made, successful or not. */
  readonly calls: number;
  /** The errors of the last batch in order; empty when all calls succeeded. */
  readonly errors: readonly unknown[];
}

/** Options of {@link slowStart}. */
export interface SlowStartOptions {
  /** The number of calls in the first batch, 1 or more. Upstream's SlowStartInitialBatchSize is 1. */
  readonly initialBatch: number;
  /** Yields between the starts of the calls of a batch. */
  readonly slice: TimeSlice;
}

/**
 * Makes up to `count` calls in concurrent batches of `initialBatch`, twice that, four times that and so on. It stops after
 * the first batch with a failed call, once all calls of the batch have settled, so that many calls that would all fail the
 * same way are not made (upstream's slowStartBatch; RS-37). Never rejects.
 */
export async function slowStart(
  count: number,
  { initialBatch, slice }: SlowStartOptions,
  call: () => Promise<unknown>,
): Promise<SlowStartResult> {
  const errors: unknown[] = [];
  let calls = 0;
  for (let batch = Math.min(count, initialBatch); batch > 0; batch = Math.min(2 * batch, count - calls)) {
    calls += batch;
    await startPaced(batch, slice, async () => {
      try {
        await call();
      } catch (error) {
        errors.push(error);
      }
    });
    if (errors.length > 0) break;
  }
  return { successes: calls - errors.length, calls, errors };
}

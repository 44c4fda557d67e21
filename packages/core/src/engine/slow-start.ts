import { startPaced } from "../environment/start-paced.js";
import type { TimeSlice } from "../environment/time-slice.js";

/** How a {@link slowStart} ended. */
export interface SlowStartResult {
  /** Calls that resolved. */
  readonly successes: number;
  /** Calls made, successful or not. */
  readonly calls: number;
  /** What the calls of the last batch rejected with, the earliest first; empty when all succeeded. */
  readonly errors: readonly unknown[];
}

/** Options of {@link slowStart}. */
export interface SlowStartOptions {
  readonly initialBatch: number;
  /** Gives way between the starts of the calls of a batch. */
  readonly slice: TimeSlice;
}

/**
 * Makes up to `count` calls in concurrent batches of `initialBatch`, twice that, four times that and so on. A batch in
 * which a call fails is the last one, once all its calls have ended: many calls that would all fail alike are not made
 * (upstream's slowStartBatch; RS-37). Never rejects.
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

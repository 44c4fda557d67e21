/** How a {@link slowStart} ended. */
export interface SlowStartResult {
  /** Calls that resolved. */
  readonly successes: number;
  /** Calls made, successful or not. */
  readonly calls: number;
  /** What the calls of the last batch rejected with, the earliest first; empty when all succeeded. */
  readonly errors: readonly unknown[];
}

/**
 * Makes up to `count` calls in concurrent batches of `initialBatch`, twice that, four times that and so on. A batch in
 * which a call fails is the last one, once all its calls have ended: many calls that would all fail alike are not made
 * (upstream's slowStartBatch; RS-37). Never rejects.
 */
export async function slowStart(
  count: number,
  initialBatch: number,
  call: () => Promise<unknown>,
): Promise<SlowStartResult> {
  const errors: unknown[] = [];
  let calls = 0;
  for (let batch = Math.min(count, initialBatch); batch > 0; batch = Math.min(2 * batch, count - calls)) {
    const attempts = Array.from({ length: batch }, async () => {
      try {
        await call();
      } catch (error) {
        errors.push(error);
      }
    });
    calls += batch;
    await Promise.all(attempts);
    if (errors.length > 0) break;
  }
  return { successes: calls - errors.length, calls, errors };
}

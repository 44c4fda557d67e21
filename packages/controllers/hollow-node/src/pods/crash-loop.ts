/** The restart state of a container that always exits at once. */
export interface CrashLoop {
  readonly restartCount: number;
  /** Milliseconds until the next restart. */
  readonly nextRestartInMs: number;
}

const firstBackoffMs = 10_000;
const longestBackoffMs = 300_000;

/** A kubelet's restart backoff: 10 s after the first exit, doubling up to 5 minutes. `sinceMs`: time since the first start. */
export function crashLoop(sinceMs: number): CrashLoop {
  let restartCount = 0;
  let restartAtMs = firstBackoffMs;
  for (let backoffMs = firstBackoffMs; restartAtMs <= sinceMs; restartCount++) {
    backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    // At the maximum backoff the remaining restarts can be computed.
    if (backoffMs === longestBackoffMs) {
      const further = Math.floor((sinceMs - restartAtMs) / longestBackoffMs);
      restartCount += further;
      restartAtMs += further * longestBackoffMs;
    }
    restartAtMs += backoffMs;
  }
  return { restartCount, nextRestartInMs: restartAtMs - sinceMs };
}

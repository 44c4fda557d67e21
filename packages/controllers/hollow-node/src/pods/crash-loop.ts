/** Where a container that exits at once stands in its restarts. */
export interface CrashLoop {
  readonly restartCount: number;
  /** Milliseconds until the next restart. */
  readonly nextRestartInMs: number;
}

const firstBackoffMs = 10_000;
const longestBackoffMs = 300_000;

/** A kubelet's back-off: 10 s after the first exit, doubling to 5 minutes. `sinceMs` is the time since the first start. */
export function crashLoop(sinceMs: number): CrashLoop {
  let restartCount = 0;
  let restartAtMs = firstBackoffMs;
  for (let backoffMs = firstBackoffMs; restartAtMs <= sinceMs; restartCount++) {
    backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    // In steady state the rest can be counted instead of walked through.
    if (backoffMs === longestBackoffMs) {
      const further = Math.floor((sinceMs - restartAtMs) / longestBackoffMs);
      restartCount += further;
      restartAtMs += further * longestBackoffMs;
    }
    restartAtMs += backoffMs;
  }
  return { restartCount, nextRestartInMs: restartAtMs - sinceMs };
}

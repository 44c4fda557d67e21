/** What takes less than this may be done again at once. */
const leastMs = 0.5;
const longestMs = 1000;

/**
 * How long a key waits after a reconcile that observed the world for `observedMs`, so that the observations of one key take no
 * more than `share` of the time while thousands of its dependents change one after the other. 0 for what is cheap; at most a second.
 */
export function pauseAfter(observedMs: number, share: number): number {
  return observedMs < leastMs ? 0 : Math.min(observedMs * (1 / share - 1), longestMs);
}

/** Shorter observations cause no pause. */
const leastMs = 0.5;
const longestMs = 1000;

/**
 * How long a key pauses after a reconcile whose observation took `observedMs`, so that observations of one key take at most
 * `share` of the time while thousands of its dependents change one after the other. 0 for a cheap one; at most a second.
 */
export function pauseAfter(observedMs: number, share: number): number {
  return observedMs < leastMs ? 0 : Math.min(observedMs * (1 / share - 1), longestMs);
}

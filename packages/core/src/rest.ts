/** Looking at a key's dependents takes at most one part in so many of the time. */
const parts = 10;
/** What takes less than this may be done again at once. */
const leastMs = 0.5;
const longestMs = 1000;

/**
 * How long a key rests (`restMs` of a ReconcileResult) after a reconcile that needed `lookedMs` to look at everything
 * there is of it: while thousands of its dependents change one after the other, its reconciles take no more than a tenth
 * of the time. 0 for what is cheap; at most a second.
 */
export function restAfter(lookedMs: number): number {
  return lookedMs < leastMs ? 0 : Math.min(lookedMs * (parts - 1), longestMs);
}

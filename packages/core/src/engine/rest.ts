/** What takes less than this may be done again at once. */
const leastMs = 0.5;
const longestMs = 1000;

/**
 * How long a key rests (`restMs` of a ReconcileResult) after a reconcile that needed `lookedMs` to look at everything
 * there is of it: while thousands of its dependents change one after the other, its reconciles take no more than
 * `shareOfTime` (default: a tenth). 0 for what is cheap; at most a second.
 */
export function restAfter(lookedMs: number, shareOfTime = 0.1): number {
  return lookedMs < leastMs ? 0 : Math.min(lookedMs * (1 / shareOfTime - 1), longestMs);
}

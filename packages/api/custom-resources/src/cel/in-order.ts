import { isLongWork, type LongWork, type MaybeWork } from "@engenho/machinery";

/** One of several steps; takes the remaining budget and returns what it leaves. */
export type BudgetStep = (at: number, budget: number) => MaybeWork<number>;

/** Runs the steps from 0 to `count - 1` in order, until one returns a negative budget. */
export function inOrder(count: number, budget: number, step: BudgetStep): MaybeWork<number> {
  let left = budget;
  for (let at = 0; at < count && left >= 0; at++) {
    const next = step(at, left);
    if (isLongWork(next)) return goOn(next, { from: at + 1, count }, step);
    left = next;
  }
  return left;
}

function* goOn(
  work: LongWork<number>,
  { from, count }: { readonly from: number; readonly count: number },
  step: BudgetStep,
): LongWork<number> {
  let left = yield* work;
  for (let at = from; at < count && left >= 0; at++) {
    const next = step(at, left);
    left = isLongWork(next) ? yield* next : next;
  }
  return left;
}

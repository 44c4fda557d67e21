import { isLongWork, type LongWork, type MaybeWork } from "../../long-work.js";

/** One of several steps, with what those before it have left of the budget. Answers what it leaves. */
export type BudgetStep = (at: number, budget: number) => MaybeWork<number>;

/** Takes the steps from 0 to `count - 1` in their order, until one answers less than 0. */
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

import type { LongWork, MaybeWork } from "../../../machinery/src/work/long-work.js";

/** The result of work, without yielding. */
export function atOnce<T>(work: MaybeWork<T>): T {
  const steps = work as Partial<LongWork<T>>;
  if (typeof steps.next !== "function") return work as T;
  for (;;) {
    const step = (work as LongWork<T>).next();
    if (step.done === true) return step.value;
  }
}

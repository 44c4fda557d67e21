import type { Step } from "./run.js";

/** A step whose answer an evaluation in pieces keeps, so that it is run once. */
export function keptStep(mark: number, step: Step): Step {
  return (run) => {
    const { checkpoints } = run;
    if (checkpoints === undefined) return step(run);
    const known = checkpoints.result(mark);
    if (known !== undefined) {
      run.resumeAt(known.cost);
      return known.value;
    }
    const value = step(run);
    checkpoints.keep(mark, { value, cost: run.cost });
    run.pauseIfDue(checkpoints);
    return value;
  };
}

/**
 * The same of a step that is run where its answer is needed first, which may be within a part that is not run again: whoever
 * asks then does not pay for it once more.
 */
export function onceStep(mark: number, step: Step): Step {
  return (run) => {
    const { checkpoints } = run;
    if (checkpoints === undefined) return step(run);
    const known = checkpoints.result(mark);
    if (known !== undefined) {
      if (run.cost === known.costBefore) run.resumeAt(known.cost);
      return known.value;
    }
    const costBefore = run.cost;
    const value = step(run);
    checkpoints.keep(mark, { value, cost: run.cost, costBefore });
    return value;
  };
}

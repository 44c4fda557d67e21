import type { Step } from "./run.js";

/** A step whose result a pausable evaluation records, so that it is evaluated once. */
export function recordedStep(mark: number, step: Step): Step {
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
 * The same for a step that is evaluated where its result is first needed, possibly within a part that is skipped on resumption:
 * later uses do not charge its cost again.
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

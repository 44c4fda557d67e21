import { CelError } from "../values/error.js";
import { GrowingList } from "../values/growing-list.js";
import { GrowingMap } from "../values/growing-map.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult } from "../values/value.js";
import type { Run, Step } from "./run.js";

/** A comprehension whose parts are planned; variables are slots of the run. */
export interface ComprehensionSteps {
  readonly range: Step;
  readonly variable: number;
  /** The slot of the second variable, where there are two. */
  readonly variable2: number | undefined;
  readonly accumulator: number;
  /** What the accumulator begins with; undefined: whoever asks for it first finds out. */
  readonly init: (() => CelResult) | undefined;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
}

/** Folds a list or map (cel-go, interpreter/interpretable.go, evalFold). */
export function comprehensionStep(steps: ComprehensionSteps): Step {
  const { range, accumulator, init, result } = steps;
  return (run) => {
    const over = range(run);
    if (over instanceof CelError) return over;
    run.locals[accumulator] = init?.();
    if (over instanceof CelList) foldList(run, over, steps);
    else if (over instanceof CelMap) foldMap(run, over, steps);
    else return new CelError(`got '${typeOf(over).name}', expected iterable type`);
    const folded = result(run);
    return folded instanceof GrowingList || folded instanceof GrowingMap ? folded.close() : folded;
  };
}

function foldList(run: Run, list: CelList, steps: ComprehensionSteps): void {
  const { variable, variable2 } = steps;
  for (let index = 0; index < list.size; index++) {
    const element = list.at(index);
    run.locals[variable] = variable2 === undefined ? element : BigInt(index);
    if (variable2 !== undefined) run.locals[variable2] = element;
    if (!goOn(run, steps)) return;
  }
}

function foldMap(run: Run, map: CelMap, steps: ComprehensionSteps): void {
  const { variable, variable2 } = steps;
  for (const key of map.keys()) {
    run.locals[variable] = key;
    if (variable2 !== undefined) run.locals[variable2] = map.find(key) ?? null;
    if (!goOn(run, steps)) return;
  }
}

/** One more element; false when the condition says that it is enough. An error is no reason to end. */
function goOn(run: Run, { condition, step, accumulator }: ComprehensionSteps): boolean {
  if (condition(run) === false) return false;
  run.locals[accumulator] = step(run);
  return true;
}

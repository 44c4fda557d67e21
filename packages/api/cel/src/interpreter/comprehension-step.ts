import { CelError } from "../values/error.js";
import { GrowingList } from "../values/growing-list.js";
import { GrowingMap } from "../values/growing-map.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { Checkpoints, FoldState, MarkRange } from "./checkpoints.js";
import type { Run, Step } from "./run.js";

/** A planned comprehension; its variables are slots of the run. */
export interface ComprehensionSteps {
  readonly range: Step;
  readonly variable: number;
  /** The slot of the second variable, if there is one. */
  readonly variable2: number | undefined;
  readonly accumulator: number;
  /** The initial accumulator; undefined: evaluated on first use. */
  readonly init: (() => CelResult) | undefined;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
  /** The mark under which a pausable evaluation records its progress. */
  readonly mark: number;
  /** The parts evaluated for each element. */
  readonly inner: MarkRange;
}

/** The work per element in addition to its cost: see Work. */
const stepsPerElement = 200;

/** Folds a list or map (cel-go, interpreter/interpretable.go, evalFold). */
export function comprehensionStep(steps: ComprehensionSteps): Step {
  const { range, accumulator, init, result, mark } = steps;
  return (run) => {
    const begun = run.checkpoints?.fold(mark);
    let over: CelResult;
    if (begun === undefined) {
      over = range(run);
      if (over instanceof CelError) return over;
      run.locals[accumulator] = init?.();
    } else {
      over = begun.over;
      run.locals[accumulator] = begun.accumulator;
      run.resumeAt(begun.cost);
    }
    if (over instanceof CelList) foldList(run, over, { steps, begun });
    else if (over instanceof CelMap) foldMap(run, over, { steps, begun });
    else return new CelError(`got '${typeOf(over).name}', expected iterable type`);
    const folded = result(run);
    return folded instanceof GrowingList || folded instanceof GrowingMap ? folded.close() : folded;
  };
}

interface Fold {
  readonly steps: ComprehensionSteps;
  readonly begun: FoldState | undefined;
}

function foldList(run: Run, list: CelList, { steps, begun }: Fold): void {
  const { variable, variable2 } = steps;
  const state = begun ?? begin(run, steps, { over: list, keys: undefined });
  for (let index = begun?.index ?? 0; index < list.size; index++) {
    const element = list.at(index);
    run.locals[variable] = variable2 === undefined ? element : BigInt(index);
    if (variable2 !== undefined) run.locals[variable2] = element;
    const goesOn = goOn(run, steps);
    if (state !== undefined) advance(run, steps, { state, index: goesOn ? index + 1 : list.size });
    if (!goesOn) return;
  }
}

function foldMap(run: Run, map: CelMap, { steps, begun }: Fold): void {
  const { variable, variable2 } = steps;
  const keys = begun?.keys ?? map.keys();
  const state = begun ?? begin(run, steps, { over: map, keys });
  for (let index = begun?.index ?? 0; index < keys.length; index++) {
    const key = keys[index] as CelValue;
    run.locals[variable] = key;
    if (variable2 !== undefined) run.locals[variable2] = map.find(key) ?? null;
    const goesOn = goOn(run, steps);
    if (state !== undefined) advance(run, steps, { state, index: goesOn ? index + 1 : keys.length });
    if (!goesOn) return;
  }
}

/** Evaluates one more element; false when the condition ends the loop. An error does not end it. */
function goOn(run: Run, { condition, step, accumulator }: ComprehensionSteps): boolean {
  run.spend(stepsPerElement);
  if (condition(run) === false) return false;
  run.locals[accumulator] = step(run);
  return true;
}

function begin(
  run: Run,
  { mark, accumulator }: ComprehensionSteps,
  range: Pick<FoldState, "over" | "keys">,
): FoldState | undefined {
  if (run.checkpoints === undefined) return undefined;
  const state = { ...range, index: 0, accumulator: run.locals[accumulator], cost: run.cost };
  run.checkpoints.begin(mark, state);
  return state;
}

function advance(
  run: Run,
  { inner, accumulator }: ComprehensionSteps,
  { state, index }: { readonly state: FoldState; readonly index: number },
): void {
  const checkpoints = run.checkpoints as Checkpoints;
  state.index = index;
  state.accumulator = run.locals[accumulator];
  state.cost = run.cost;
  checkpoints.forget(inner);
  run.pauseIfDue(checkpoints);
}

import { CelError } from "../values/error.js";
import { listOf, mapOf } from "../values/make.js";
import { CelOptional } from "../values/optional.js";
import type { CelResult, CelValue } from "../values/value.js";
import { valueText } from "../values/value-text.js";
import { listCreationCost, mapCreationCost } from "./builtin-costs.js";
import type { Step } from "./run.js";

/** Makes a list of elements, of which optional ones may be missing. */
export function listStep(elements: readonly Step[], optionals: ReadonlySet<number>): Step {
  return (run) => {
    const values: CelValue[] = [];
    let wrong: CelError | undefined;
    for (let at = 0; at < elements.length && wrong === undefined; at++) {
      const value = unwrapped((elements[at] as Step)(run), optionals.has(at), () => "list element");
      if (value instanceof CelError) wrong = value;
      else if (value !== undefined) values.push(value);
    }
    run.charge(listCreationCost);
    return wrong ?? listOf(values);
  };
}

/** An entry of a map that is made. */
export interface EntrySteps {
  readonly key: Step;
  readonly value: Step;
  readonly optional: boolean;
}

/** Makes a map of entries, of which optional ones may be missing. */
export function mapStep(entries: readonly EntrySteps[]): Step {
  return (run) => {
    const made: (readonly [CelValue, CelValue])[] = [];
    let wrong: CelError | undefined;
    for (let at = 0; at < entries.length && wrong === undefined; at++) {
      const { key: keyStep, value: valueStep, optional } = entries[at] as EntrySteps;
      const key = keyStep(run);
      const value =
        key instanceof CelError ? key : unwrapped(valueStep(run), optional, () => `entry '${valueText(key)}'`);
      if (value instanceof CelError) wrong = value;
      else if (value !== undefined) made.push([key as CelValue, value]);
    }
    run.charge(mapCreationCost);
    return wrong ?? mapOf(made);
  };
}

/** The value itself, or of an optional one what is in it: undefined where there is nothing. */
function unwrapped(value: CelResult, isOptional: boolean, what: () => string): CelResult | undefined {
  if (!isOptional || value instanceof CelError) return value;
  if (value instanceof CelOptional) return value.value;
  return new CelError(`cannot initialize optional ${what()} from non-optional value ${valueText(value)}`);
}

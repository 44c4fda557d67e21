import { listCreationCost, mapCreationCost, structCreationCost } from "../cost/builtin-costs.js";
import { CelError } from "../values/error.js";
import { listOf, mapOf } from "../values/make.js";
import { CelOptional } from "../values/optional.js";
import type { CelResult, CelValue } from "../values/value.js";
import { valueText } from "../values/value-text.js";
import type { Step } from "./run.js";

/** Evaluates a list literal, omitting absent optional elements. */
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

/** An entry of a map literal. */
export interface EntrySteps {
  readonly key: Step;
  readonly value: Step;
  readonly optional: boolean;
}

/** Evaluates a map literal, omitting absent optional entries. */
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

/** A field of a struct literal. */
export interface FieldStep {
  readonly name: string;
  readonly value: Step;
  readonly optional: boolean;
}

/** Evaluates a struct literal, omitting absent optional fields. */
export function structStep(
  fields: readonly FieldStep[],
  create: (fields: ReadonlyMap<string, CelValue>) => CelResult,
): Step {
  return (run) => {
    const made = new Map<string, CelValue>();
    let wrong: CelError | undefined;
    for (let at = 0; at < fields.length && wrong === undefined; at++) {
      const { name, value: valueStep, optional } = fields[at] as FieldStep;
      const value = unwrapped(valueStep(run), optional, () => `entry '${name}'`);
      if (value instanceof CelError) wrong = value;
      else if (value !== undefined) made.set(name, value);
    }
    run.charge(structCreationCost);
    return wrong ?? create(made);
  };
}

/** The value itself, or the content of an optional: undefined if it is empty. */
function unwrapped(value: CelResult, isOptional: boolean, what: () => string): CelResult | undefined {
  if (!isOptional || value instanceof CelError) return value;
  if (value instanceof CelOptional) return value.value;
  return new CelError(`cannot initialize optional ${what()} from non-optional value ${valueText(value)}`);
}

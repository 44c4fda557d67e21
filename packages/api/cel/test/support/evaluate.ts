import { expect } from "vitest";
import {
  type Activation,
  CelList,
  CelMap,
  type CelType,
  type CelValue,
  type Compilation,
  createEnvironment,
  type EnvironmentOptions,
  type Evaluation,
  fromJson,
  type PausableOptions,
  type Program,
  type RegularExpressions,
} from "../../src/index.js";

/** The patterns of tests are harmless, so JavaScript's engine suffices. */
export const harmlessExpressions: RegularExpressions = {
  compile(pattern) {
    const compiled = new RegExp(pattern, "u");
    return { test: (text) => compiled.test(text) };
  },
};

/** The options that a test's expression is compiled with. */
export interface Setting extends EnvironmentOptions {
  readonly variables?: Readonly<Record<string, CelType>>;
}

/** An environment with variables. */
export function environmentOf({ variables = {}, ...options }: Setting = {}) {
  return createEnvironment({ regularExpressions: harmlessExpressions, ...options }).extend({
    variables: new Map(Object.entries(variables)),
  });
}

/** Variables by name; plain JSON is wrapped in a view. */
export function valuesOf(values: Readonly<Record<string, unknown>> = {}): ReadonlyMap<string, CelValue> {
  const entries = Object.entries(values).map(([name, value]): [string, CelValue] => {
    const isPlain =
      typeof value !== "object" ||
      value === null ||
      [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
    return [name, isPlain ? fromJson(value) : (value as CelValue)];
  });
  return new Map(entries);
}

/** The compile options and variables of a test's expression. */
export interface Evaluated extends Setting {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly costLimit?: number;
}

/** Compiles and evaluates an expression, which must compile. Pausable evaluation must have the same outcome. */
export function evaluate(source: string, { values, costLimit, ...setting }: Evaluated = {}): Evaluation {
  const environment = environmentOf(setting);
  const program = environment.program(expressionOf(environment.compile(source)));
  if (!("evaluate" in program)) return { type: "error", message: program.message, cost: 0 };
  const outcome = program.evaluate(valuesOf(values), costLimit === undefined ? {} : { costLimit });
  if (outcome.cost <= mostInPieces && outcome.type !== "costLimitExceeded") {
    const inPieces = evaluateInPieces(program, valuesOf(values), { costLimit, pieceCost: 1 });
    expect(shownOutcome(inPieces)).toEqual(shownOutcome(outcome));
  }
  return outcome;
}

/** The maximum cost up to which pausable evaluation is compared. */
const mostInPieces = 1000;

/** Resumes an evaluation until it has ended; `onPause` is called at each pause. */
export function evaluateInPieces(
  program: Program,
  activation: Activation,
  options: PausableOptions,
  onPause: () => void = () => {},
): Evaluation {
  let outcome = program.evaluatePausable(activation, options);
  for (let pauses = 0; outcome.type === "paused"; pauses++) {
    if (pauses > 1_000_000) throw new Error("it does not get any further");
    onPause();
    outcome = outcome.resume();
  }
  return outcome;
}

/** An outcome in a comparable form. */
export function shownOutcome(outcome: Evaluation): unknown {
  return outcome.type === "value" ? { ...outcome, value: plain(outcome.value) } : outcome;
}

/** The value of an expression; an error becomes an object with its message. */
export function answerTo(source: string, evaluated: Evaluated = {}): unknown {
  const evaluation = evaluate(source, evaluated);
  return evaluation.type === "value" ? plain(evaluation.value) : { error: evaluation.message };
}

/** The expression of a compilation, which must have succeeded. */
export function expressionOf(compilation: Compilation) {
  if (compilation.type === "failed") throw new Error(compilation.message);
  return compilation.expression;
}

/** The formatted errors of an expression; empty if it has none. */
export function complaintOf(source: string, setting: Setting = {}): string {
  const compilation = environmentOf(setting).compile(source);
  return compilation.type === "failed" ? compilation.message : "";
}

/** Lists as arrays and maps as entries, other values unchanged. */
export function plain(value: unknown): unknown {
  if (value instanceof CelList) return Array.from({ length: value.size }, (_, index) => plain(value.at(index)));
  if (value instanceof CelMap) return new Map(value.keys().map((key) => [plain(key), plain(value.find(key))]));
  return value;
}

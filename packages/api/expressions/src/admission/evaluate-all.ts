import type { CelValue, Evaluation } from "@engenho/cel";
import type { Clock } from "@engenho/core";
import { andThen, type GivesWay, type MaybePromise } from "@engenho/machinery";
import { type CompiledExpression, isExpressionError } from "./compiler.js";
import { evaluateProgram } from "./evaluate.js";
import { type ExpressionInput, InputActivation } from "./expression-input.js";

/** The result of an expression: its value, or upstream's error message. */
export type ExpressionResult = (
  | { readonly type: "value"; readonly value: CelValue }
  | { readonly type: "error"; readonly message: string }
) & {
  /** How long its evaluation took, if the limits have a clock and it was evaluated. */
  readonly seconds?: number;
};

/** The results of several expressions. */
export type ExpressionResults =
  /** In order; undefined where there is no expression. `left` is what remains of the budget. */
  | { readonly type: "evaluated"; readonly results: readonly (ExpressionResult | undefined)[]; readonly left: number }
  /** The budget is exceeded. */
  | { readonly type: "stopped"; readonly message: string };

/** The cost budget of the expressions of one policy and one binding, or of one object (pkg/apis/cel/config.go). */
export const expressionBudget = 10_000_000;
/** The cost budget of match conditions. */
export const matchConditionBudget = 2_500_000;

const outOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

/** The cost limit of evaluations, and when they yield. */
export interface EvaluationLimits {
  /** The maximum cost of all expressions together. */
  readonly budget: number;
  /** Decides, between two pieces of a long evaluation, whether to yield to other requests. */
  readonly slice: GivesWay;
  /** Measures each evaluation. Default: nothing is measured. */
  readonly clock?: Clock | undefined;
}

/** Evaluates expressions in order, within a common budget (plugin/cel/condition.go: ForInput). */
export function evaluateAll(
  expressions: readonly (CompiledExpression | undefined)[],
  input: ExpressionInput,
  { budget, slice, clock }: EvaluationLimits,
): MaybePromise<ExpressionResults> {
  const place = new InputActivation(input);
  const results: (ExpressionResult | undefined)[] = [];
  const from = (index: number, left: number): MaybePromise<ExpressionResults> => {
    for (let at = index; at < expressions.length; at++) {
      const expression = expressions[at];
      if (expression === undefined) results.push(undefined);
      else if (isExpressionError(expression.program)) {
        results.push({ type: "error", message: `compilation error: ${expression.program.detail}` });
      } else {
        const { program, source } = expression;
        const startedMs = clock?.monotonicNow() ?? 0;
        return andThen(evaluateProgram(program, place, slice), (outcome) => {
          const remaining = left - place.variables.takeCost() - outcome.cost;
          if (remaining < 0) return { type: "stopped", message: outOfBudget };
          const result = resultOf(outcome, source);
          if (clock === undefined) results.push(result);
          else results.push({ ...result, seconds: (clock.monotonicNow() - startedMs) / 1000 });
          return from(at + 1, remaining);
        });
      }
    }
    return { type: "evaluated", results, left };
  };
  return from(0, budget);
}

function resultOf(outcome: Evaluation, source: string): ExpressionResult {
  return outcome.type === "value"
    ? { type: "value", value: outcome.value }
    : { type: "error", message: `expression '${source}' resulted in error: ${outcome.message}` };
}

import type { Expression } from "../ast/expression.js";
import type { ExpressionFactory } from "../library/macro.js";

/** A variable with a value, in an expression. */
export interface Binding {
  readonly variable: string;
  readonly value: Expression;
  readonly result: Expression;
}

/** `result` with the variable bound to the value: a comprehension over nothing, as in cel-go. */
export function bindVariable(make: ExpressionFactory, { variable, value, result }: Binding): Expression {
  return make.comprehension({
    range: make.list(),
    variable: "#unused",
    accumulator: variable,
    init: value,
    condition: make.literal(false),
    step: make.identifier(variable),
    result,
  });
}

import { CelError } from "../values/error.js";
import type { CelResult, CelValue } from "../values/value.js";
import type { CallCost } from "./call-cost.js";
import type { Run, Step } from "./run.js";

/** An operation on two values, neither of which is an error. */
export type BinaryOperation = (values: readonly [CelValue, CelValue], run: Run) => CelResult;

/** An operation on two operands, both of which are evaluated and charged whatever their values. */
export function binaryStep([left, right]: readonly [Step, Step], cost: CallCost, operation: BinaryOperation): Step {
  return (run) => {
    const a = left(run);
    const b = right(run);
    const values: readonly [CelResult, CelResult] = [a, b];
    cost.before(run, values);
    const result =
      a instanceof CelError ? a : b instanceof CelError ? b : operation(values as readonly [CelValue, CelValue], run);
    cost.after(run, values, result);
    return result;
  };
}

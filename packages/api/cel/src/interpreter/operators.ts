import { equalValues } from "../values/equality.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { CelOptional } from "../values/optional.js";
import { identityOf } from "../values/plain-map.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { limitExceeded, type Work } from "../values/work.js";
import { binaryStep } from "./binary-step.js";
import type { CallCost } from "./call-cost.js";
import { CostLimitExceeded, type Step } from "./run.js";

/**
 * `&&` (decisive: false) and `||` (true): a decisive operand determines the result, whatever errors the other operands have.
 */
export function logicalStep(operands: readonly Step[], decisive: boolean): Step {
  const [left, right] = operands as readonly [Step, Step];
  return (run) => {
    const first = left(run);
    if (first === decisive) return decisive;
    const second = right(run);
    if (second === decisive) return decisive;
    if (typeof first === "boolean" && typeof second === "boolean") return !decisive;
    const wrong = typeof first === "boolean" ? second : first;
    return wrong instanceof CelError ? wrong : noSuchOverload;
  };
}

/** `==` and `!=`. An error of the comparison itself is the result of `==`, and makes `!=` true. */
export function equalityStep([left, right]: readonly Step[], cost: CallCost, isNegated: boolean): Step {
  return binaryStep([left as Step, right as Step], cost, ([a, b], run) => {
    const equal = checked(equalValues(a, b, run.work));
    return isNegated ? equal !== true : equal;
  });
}

/** `element in container`. */
export function membershipStep([element, container]: readonly Step[], cost: CallCost): Step {
  return binaryStep([element as Step, container as Step], cost, ([value, within], run) => {
    if (within instanceof CelList) return isElement(value, within, run.work);
    if (!(within instanceof CelMap)) return noSuchOverload;
    if (typeof value === "string") return within.has(value);
    const found = within.find(value);
    return found instanceof CelError ? found : found !== undefined;
  });
}

/** `element in [...]` with constants, which costs nothing; undefined if that requires comparisons (cel-go, decorators.go). */
export function constantMembershipStep(element: Step, list: CelList): Step | undefined {
  const members = new Set<unknown>();
  for (let index = 0; index < list.size; index++) {
    const member = list.at(index);
    if (!isPrimitive(member)) return undefined;
    if (!Number.isNaN(member)) members.add(identityOf(member));
  }
  return (run) => {
    const value = element(run);
    return value instanceof CelError ? value : members.has(identityOf(value));
  };
}

/** `optional.or(other)` and `optional.orValue(other)`; the argument is evaluated only if the optional is empty. */
export function optionalOrStep([optional, other]: readonly Step[], unwraps: boolean): Step {
  return (run) => {
    const value = (optional as Step)(run);
    if (!(value instanceof CelOptional)) return value;
    if (value.value === undefined) return (other as Step)(run);
    return unwraps ? value.value : value;
  };
}

/** The work of checking an element: see Work. */
const stepsPerElement = 50;

function isElement(value: CelValue, list: CelList, work: Work): CelResult {
  for (let index = 0; index < list.size; index++) {
    const element = list.at(index);
    if (!work.do(stepsPerElement)) throw new CostLimitExceeded();
    if (element instanceof CelError) continue;
    if (checked(equalValues(value, element, work)) === true) return true;
  }
  return false;
}

/** Stops the evaluation if a comparison took too long, instead of treating that as an ordinary error. */
function checked(result: CelResult): CelResult {
  if (result === limitExceeded) throw new CostLimitExceeded();
  return result;
}

function isPrimitive(value: CelResult): value is boolean | bigint | number | string | CelUint {
  return (typeof value !== "object" && value !== null) || value instanceof CelUint;
}

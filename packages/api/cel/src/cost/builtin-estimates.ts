import type { CallEstimate, Estimate } from "../library/estimates.js";
import { regexLengthFactor, stringTraversalFactor } from "./builtin-costs.js";
import { add, fixed, multiply, scale } from "./ranges.js";

/** Sizes of a call's target and arguments. */
export interface CallSizes {
  /** Absent where the call has no target. */
  readonly target: Estimate | undefined;
  readonly args: readonly Estimate[];
}

type Estimator = (sizes: CallSizes) => CallEstimate | undefined;

const one: CallEstimate = { cost: fixed(1) };
const traversal = (size: Estimate) => scale(size, stringTraversalFactor);

const ofTarget: Estimator = ({ target }) => (target === undefined ? undefined : { cost: traversal(target) });

/** A string or bytes derived from another one, with the size that `resize` returns. */
const resized =
  (resize: (size: Estimate) => Estimate): Estimator =>
  ({ args }) => {
    const [size] = args;
    return args.length === 1 && size !== undefined ? { cost: traversal(size), resultSize: resize(size) } : undefined;
  };

const ofArgument: Estimator = ({ args }) => {
  const [size] = args;
  return args.length === 1 && size !== undefined ? { cost: traversal(size) } : undefined;
};

const ofShorter: Estimator = ({ args }) => {
  const [left, right] = args as readonly [Estimate, Estimate];
  const max = Math.min(left.max, right.max);
  return { cost: traversal({ min: max > 0 ? 1 : 0, max }) };
};

const joined: Estimator = ({ args }) => {
  const [left, right] = args;
  if (left === undefined || right === undefined) return undefined;
  const resultSize = add(left, right);
  return { cost: traversal(resultSize), resultSize };
};

const estimators: ReadonlyMap<string, Estimator> = new Map([
  ["string_format", ofTarget],
  ["string_to_bytes", resized(({ min, max }) => ({ min, max: max * 4 }))],
  ["bytes_to_string", resized(({ min, max }) => ({ min: Math.floor(min / 4), max }))],
  ["strings_quote", resized(({ min, max }) => ({ min: min + 2, max: max * 2 + 2 }))],
  ["starts_with_string", ofArgument],
  ["ends_with_string", ofArgument],
  ["in_list", ({ args: [, list] }) => (list === undefined ? undefined : { cost: list })],
  [
    "matches_string",
    ({ target, args: [pattern] }) => {
      if (target === undefined || pattern === undefined) return undefined;
      return { cost: multiply(traversal(add(target, fixed(1))), scale(pattern, regexLengthFactor)) };
    },
  ],
  [
    "contains_string",
    ({ target, args: [part] }) =>
      target === undefined || part === undefined ? undefined : { cost: multiply(traversal(target), traversal(part)) },
  ],
  ["add_string", joined],
  ["add_bytes", joined],
  [
    "add_list",
    ({ args: [left, right] }) =>
      left === undefined || right === undefined ? undefined : { ...one, resultSize: add(left, right) },
  ],
  ...["less", "greater", "less_equals", "greater_equals"].flatMap((name) => [
    [`${name}_string`, ofShorter] as const,
    [`${name}_bytes`, ofShorter] as const,
  ]),
  ["equals", ofShorter],
  ["not_equals", ofShorter],
] as readonly (readonly [string, Estimator])[]);

/** The estimated cost of a call of an overload, by the sizes of its arguments (cel-go, checker/cost.go, functionCost). */
export function builtinEstimate(overload: string, sizes: CallSizes): CallEstimate {
  return estimators.get(overload)?.(sizes) ?? one;
}

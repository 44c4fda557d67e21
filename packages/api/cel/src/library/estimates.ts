import type { Expression } from "../ast/expression.js";
import type { CelType } from "../types/cel-type.js";

/** The upper bound where none is known: the greatest 64-bit number, as a double. Sums and products saturate at it. */
export const unbounded = 2 ** 64;

/** A range of costs or sizes (characters, bytes, elements, entries): integers up to {@link unbounded}. */
export interface Estimate {
  /** The lower bound, included. */
  readonly min: number;
  /** The upper bound, included; {@link unbounded} if there is none. */
  readonly max: number;
}

/** The cost of a call without its arguments, and the size of its result if it has one. */
export interface CallEstimate {
  /** The cost of the call without its arguments. */
  readonly cost: Estimate;
  /** The size of the result; absent where it has none or it is not known. */
  readonly resultSize?: Estimate | undefined;
}

/** A node whose cost is estimated. */
export interface EstimatedNode {
  /**
   * How it is reached from a variable: the variable's name, then names of fields, `@items`, `@keys`, `@values` or `@indices`;
   * undefined for values that the expression computes.
   */
  readonly path: readonly string[] | undefined;
  /** The checked type of the node. */
  readonly type: CelType;
  /** The node; undefined for what no single node represents, such as the elements of a list. */
  readonly expression: Expression | undefined;
  /** The size that follows from the expression itself. */
  readonly computedSize: Estimate | undefined;
}

/** Provides sizes and costs that the engine does not know: cel-go's checker.CostEstimator. */
export interface CostEstimator {
  /** The size of a node that does not follow from the expression; undefined: unknown. */
  estimateSize(node: EstimatedNode): Estimate | undefined;
  /** The cost of a call; undefined: the engine's own estimate. */
  estimateCall(call: EstimatedCall): CallEstimate | undefined;
}

/** A call whose cost is to be estimated; `target` is the operand before the dot. */
export interface EstimatedCall {
  /** The name of the function: `matches`. */
  readonly function: string;
  /** The id of the overload: `matches_string`. */
  readonly overload: string;
  /** What the function is called on; undefined for functions that are not members. */
  readonly target: EstimatedNode | undefined;
  /** The arguments, without the target. */
  readonly args: readonly EstimatedNode[];
}

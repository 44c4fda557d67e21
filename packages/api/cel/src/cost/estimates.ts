import type { Expression } from "../ast/expression.js";
import type { CelType } from "../types/cel-type.js";

/** What has no known bound: the greatest number of 64 bits, as a double. Sums and products stop there. */
export const unbounded = 2 ** 64;

/** A range: of costs, or of sizes (characters, bytes, elements, entries). Whole numbers up to {@link unbounded}. */
export interface Estimate {
  /** The lower bound, included. */
  readonly min: number;
  /** The upper bound, included; {@link unbounded} if there is none. */
  readonly max: number;
}

/** What a call costs, its arguments apart, and how large what it answers is where that has a size. */
export interface CallEstimate {
  /** The cost of the call without its arguments. */
  readonly cost: Estimate;
  /** The size of the result; absent where it has none or it is not known. */
  readonly resultSize?: Estimate | undefined;
}

/** A node whose cost is estimated. */
export interface EstimatedNode {
  /**
   * How it is reached from a variable: the variable's name, then names of fields, `@items`, `@keys`, `@values` or
   * `@indices`; undefined for what is made by the expression.
   */
  readonly path: readonly string[] | undefined;
  /** The checked type of the node. */
  readonly type: CelType;
  /** The node; undefined for what no single node stands for, such as the elements of a list. */
  readonly expression: Expression | undefined;
  /** The size that follows from the expression itself. */
  readonly computedSize: Estimate | undefined;
}

/** What knows of sizes and costs that the engine does not: cel-go's checker.CostEstimator. */
export interface CostEstimator {
  /** The size of a node that the expression does not tell; undefined: not known. */
  estimateSize(node: EstimatedNode): Estimate | undefined;
  /** The cost of a call; undefined: as the engine would reckon. */
  estimateCall(call: EstimatedCall): CallEstimate | undefined;
}

/** A call whose cost is asked for; `target` is what stands before the dot. */
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

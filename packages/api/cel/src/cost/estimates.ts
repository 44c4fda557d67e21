import type { Expression } from "../ast/expression.js";
import type { CelType } from "../types/cel-type.js";

/** What has no known bound: the greatest number of 64 bits, as a double. Sums and products stop there. */
export const unbounded = 2 ** 64;

/** A range: of costs, or of sizes (characters, bytes, elements, entries). Whole numbers up to {@link unbounded}. */
export interface Estimate {
  readonly min: number;
  readonly max: number;
}

/** What a call costs, its arguments apart, and how large what it answers is where that has a size. */
export interface CallEstimate {
  readonly cost: Estimate;
  readonly resultSize?: Estimate | undefined;
}

/** A node whose cost is estimated. */
export interface EstimatedNode {
  /**
   * How it is reached from a variable: the variable's name, then names of fields, `@items`, `@keys`, `@values` or
   * `@indices`; undefined for what is made by the expression.
   */
  readonly path: readonly string[] | undefined;
  readonly type: CelType;
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
  readonly function: string;
  readonly overload: string;
  readonly target: EstimatedNode | undefined;
  readonly args: readonly EstimatedNode[];
}

import type { Expression } from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import type { CelType } from "../types/cel-type.js";

/** The input of a validator: a checked expression's types and positions, and where to report issues. */
export interface ValidationInput {
  /** The types of all nodes, by id. */
  readonly types: ReadonlyMap<number, CelType>;
  /** Where each node begins, by its id. */
  readonly positions: Positions;
  /** Collects the issues. */
  readonly issues: Issues;
}

/** Checks an expression beyond its types. */
export type Validator = (root: Expression, input: ValidationInput) => void;

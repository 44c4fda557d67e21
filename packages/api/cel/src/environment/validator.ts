import type { Expression } from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import type { CelType } from "../types/cel-type.js";

/** What a validator is told of an expression that has been checked, and where it reports what is wrong. */
export interface ValidationInput {
  /** The types of all nodes, by id. */
  readonly types: ReadonlyMap<number, CelType>;
  /** Where each node begins, by its id. */
  readonly positions: Positions;
  /** Collects what is found. */
  readonly issues: Issues;
}

/** Looks for what is of the right types, and wrong all the same. */
export type Validator = (root: Expression, input: ValidationInput) => void;

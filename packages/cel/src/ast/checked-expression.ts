import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";
import type { Expression } from "./expression.js";
import type { Source } from "./source.js";

/** What an identifier or a call was resolved to. */
export interface Reference {
  /** The variable's name in full; absent for calls. */
  readonly name?: string;
  /** The value of a constant. */
  readonly value?: CelValue;
  /** The ids of the overloads that may be meant; absent for identifiers. */
  readonly overloads?: readonly string[];
}

/** A parsed and checked expression. */
export interface CheckedExpression {
  readonly root: Expression;
  readonly source: Source;
  /** The type of the whole. */
  readonly type: CelType;
  /** Types of all nodes, by id. */
  readonly types: ReadonlyMap<number, CelType>;
  /** What identifiers and calls refer to, by the id of their node. */
  readonly references: ReadonlyMap<number, Reference>;
}

import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";
import type { Expression } from "./expression.js";
import type { Source } from "./source.js";

/** What a name or a call was resolved to. */
export interface Reference {
  /** The name of the variable, constant or type in full; absent for calls. */
  readonly name?: string;
  /** The value of a constant, or the type that a name denotes. */
  readonly value?: CelValue;
  /** The name of the function in full, of which a target may be a part: `sets.contains`; absent for names. */
  readonly function?: string;
  /** The ids of the overloads that may be meant; absent for names. */
  readonly overloads?: readonly string[];
}

/** A parsed and checked expression. */
export interface CheckedExpression {
  /** The outermost node. */
  readonly root: Expression;
  /** The text, for the positions of errors. */
  readonly source: Source;
  /** The type of the whole. */
  readonly type: CelType;
  /** Types of all nodes, by id. */
  readonly types: ReadonlyMap<number, CelType>;
  /** What names and calls refer to, by the id of their node. */
  readonly references: ReadonlyMap<number, Reference>;
}

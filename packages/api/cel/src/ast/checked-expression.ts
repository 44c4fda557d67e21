import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";
import type { Expression } from "./expression.js";
import type { Source } from "./source.js";

/** What the checker resolved a name or a call to. */
export interface Reference {
  /** The fully qualified name of the variable, constant or type; absent for calls. */
  readonly name?: string;
  /** The value of a constant, or the type that a name denotes. */
  readonly value?: CelValue;
  /** The fully qualified name of the function, which may include a call's target: `sets.contains`; absent for names. */
  readonly function?: string;
  /** The ids of the candidate overloads; absent for names. */
  readonly overloads?: readonly string[];
}

/** A parsed and checked expression. */
export interface CheckedExpression {
  /** The outermost node. */
  readonly root: Expression;
  /** The source text, for the positions of errors. */
  readonly source: Source;
  /** The type of the expression. */
  readonly type: CelType;
  /** Types of all nodes, by id. */
  readonly types: ReadonlyMap<number, CelType>;
  /** What names and calls refer to, by the id of their node. */
  readonly references: ReadonlyMap<number, Reference>;
}

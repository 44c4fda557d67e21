import type { Expression, MapEntry } from "../ast/expression.js";
import type { CelValue } from "../values/value.js";

/** Something that looks like a call and becomes another expression before it is checked. */
export interface Macro {
  readonly name: string;
  /** Whether it is called on something: `list.all(x, ...)`. */
  readonly member: boolean;
  readonly argumentCount: number;
  /** The expression that it stands for; a {@link MacroError}; undefined: this is a plain call. */
  expand(call: MacroCall): Expression | MacroError | undefined;
}

/** A macro's call, and how its expansion is made. */
export interface MacroCall {
  /** What stands before the dot; undefined for macros that are no members. */
  readonly target: Expression | undefined;
  readonly args: readonly Expression[];
  readonly make: ExpressionFactory;
}

/** What is wrong with a macro's arguments. */
export class MacroError {
  readonly message: string;
  /** The id of the node that is wrong. */
  readonly id: number;

  constructor(message: string, id: number) {
    this.message = message;
    this.id = id;
  }
}

/** Makes nodes that stand where the macro's call does. */
export interface ExpressionFactory {
  /** The expression once more, for it may stand in one place only. */
  copy(expression: Expression): Expression;
  literal(value: CelValue): Expression;
  identifier(name: string): Expression;
  /** The name of the variable into which comprehensions gather; no identifier of an expression can be it. */
  readonly accumulator: string;
  call(name: string, ...args: readonly Expression[]): Expression;
  memberCall(name: string, target: Expression, ...args: readonly Expression[]): Expression;
  list(...elements: readonly Expression[]): Expression;
  map(...entries: readonly MapEntry[]): Expression;
  mapEntry(key: Expression, value: Expression): MapEntry;
  presenceTest(operand: Expression, field: string): Expression;
  comprehension(parts: ComprehensionParts): Expression;
}

/** A comprehension without its id. */
export interface ComprehensionParts {
  readonly range: Expression;
  readonly variable: string;
  readonly variable2?: string;
  readonly accumulator: string;
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

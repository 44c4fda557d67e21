import type { Expression, MapEntry } from "../ast/expression.js";
import type { CelValue } from "../values/value.js";

/** Something that looks like a call and becomes another expression before it is checked. */
export interface Macro {
  /** The name of the call that is rewritten: `all`. */
  readonly name: string;
  /** Whether it is called on something: `list.all(x, ...)`. */
  readonly member: boolean;
  /** How many arguments a call must have to be rewritten. */
  readonly argumentCount: number;
  /** The expression that it stands for; a {@link MacroError}; undefined: this is a plain call. */
  expand(call: MacroCall): Expression | MacroError | undefined;
}

/** A macro's call, and how its expansion is made. */
export interface MacroCall {
  /** What stands before the dot; undefined for macros that are no members. */
  readonly target: Expression | undefined;
  /** The arguments as they were parsed. */
  readonly args: readonly Expression[];
  /** Makes the nodes of the expansion. */
  readonly make: ExpressionFactory;
}

/** What is wrong with a macro's arguments. */
export class MacroError {
  /** The fault in cel-go's words. */
  readonly message: string;
  /** The id of the node that is wrong. */
  readonly id: number;

  /** `id` is that of the wrong argument, or of the target. */
  constructor(message: string, id: number) {
    this.message = message;
    this.id = id;
  }
}

/** Makes nodes that stand where the macro's call does. */
export interface ExpressionFactory {
  /** The expression once more, for it may stand in one place only. */
  copy(expression: Expression): Expression;
  /** A literal of this value. */
  literal(value: CelValue): Expression;
  /** A reference to a variable by its name. */
  identifier(name: string): Expression;
  /** The name of the variable into which comprehensions gather; no identifier of an expression can be it. */
  readonly accumulator: string;
  /** A call of a function or operator: `call("_&&_", left, right)`. */
  call(name: string, ...args: readonly Expression[]): Expression;
  /** A call on a target: `target.name(args)`. */
  memberCall(name: string, target: Expression, ...args: readonly Expression[]): Expression;
  /** A list of these elements, none of them optional. */
  list(...elements: readonly Expression[]): Expression;
  /** A map of entries that {@link ExpressionFactory.mapEntry} made. */
  map(...entries: readonly MapEntry[]): Expression;
  /** An entry for {@link ExpressionFactory.map}. */
  mapEntry(key: Expression, value: Expression): MapEntry;
  /** `has(operand.field)`. */
  presenceTest(operand: Expression, field: string): Expression;
  /** A fold over a list or map. */
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

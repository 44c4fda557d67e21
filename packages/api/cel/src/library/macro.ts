import type { Comprehension, Expression, MapEntry } from "../ast/expression.js";
import type { CelValue } from "../values/value.js";

/** A macro: a call that is replaced by another expression before type checking. */
export interface Macro {
  /** The name of the call: `all`. */
  readonly name: string;
  /** Whether it is called on a target: `list.all(x, ...)`. */
  readonly member: boolean;
  /** The number of arguments of the call. */
  readonly argumentCount: number;
  /** The expansion; a {@link MacroError}; undefined: the call is not expanded. */
  expand(call: MacroCall): Expression | MacroError | undefined;
}

/** A macro's call, and the factory for its expansion. */
export interface MacroCall {
  /** The operand before the dot; undefined for global macros. */
  readonly target: Expression | undefined;
  /** The arguments as they were parsed. */
  readonly args: readonly Expression[];
  /** Creates the nodes of the expansion. */
  readonly make: ExpressionFactory;
}

/** An error in a macro's arguments. */
export class MacroError {
  /** cel-go's message. */
  readonly message: string;
  /** The id of the node with the error. */
  readonly id: number;

  /** `id` is that of the wrong argument, or of the target. */
  constructor(message: string, id: number) {
    this.message = message;
    this.id = id;
  }
}

/** Creates nodes at the position of the macro's call. */
export interface ExpressionFactory {
  /** A copy of the expression, because each node may occur only once. */
  copy(expression: Expression): Expression;
  /** A literal of this value. */
  literal(value: CelValue): Expression;
  /** A reference to a variable by its name. */
  identifier(name: string): Expression;
  /** The name of the accumulator variable of comprehensions; it is not a valid identifier in expressions. */
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
export interface ComprehensionParts extends Omit<Comprehension, "kind" | "id" | "variable2"> {
  /** As in {@link Comprehension}. Default: there is only one variable. */
  readonly variable2?: string;
}

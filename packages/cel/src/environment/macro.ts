import type { Expression } from "../ast/expression.js";

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

type Without<Node> = Node extends Expression ? Omit<Node, "id"> : never;

/** Gives nodes ids and the place of the macro's call. */
export interface ExpressionFactory {
  node<Node extends Without<Expression>>(parts: Node): Expression;
  nextId(): number;
}

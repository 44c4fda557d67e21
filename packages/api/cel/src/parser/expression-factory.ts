import type { Expression, MapEntry } from "../ast/expression.js";
import type { Positions } from "../ast/positions.js";
import type { ComprehensionParts, ExpressionFactory } from "../library/macro.js";
import type { CelValue } from "../values/value.js";
import type { ExpressionCopier } from "./copy-expression.js";

/** The accumulator of comprehensions, which is not a valid identifier (cel-go, parser/macro.go). */
export const accumulatorName = "@result";

const noOptionals: ReadonlySet<number> = new Set();

/** Creates the nodes of a macro's expansion, all at the position of the macro's call. */
export class MacroExpressionFactory implements ExpressionFactory {
  readonly accumulator = accumulatorName;
  readonly #positions: Positions;
  readonly #offset: number;
  readonly #copier: ExpressionCopier;

  constructor(positions: Positions, offset: number, copier: ExpressionCopier) {
    this.#positions = positions;
    this.#offset = offset;
    this.#copier = copier;
  }

  copy(expression: Expression): Expression {
    return this.#copier.copy(expression);
  }

  literal(value: CelValue): Expression {
    return { kind: "literal", id: this.#id(), value };
  }

  identifier(name: string): Expression {
    return { kind: "identifier", id: this.#id(), name };
  }

  call(name: string, ...args: readonly Expression[]): Expression {
    return { kind: "call", id: this.#id(), function: name, target: undefined, args };
  }

  memberCall(name: string, target: Expression, ...args: readonly Expression[]): Expression {
    return { kind: "call", id: this.#id(), function: name, target, args };
  }

  list(...elements: readonly Expression[]): Expression {
    return { kind: "list", id: this.#id(), elements, optionals: noOptionals };
  }

  map(...entries: readonly MapEntry[]): Expression {
    return { kind: "map", id: this.#id(), entries };
  }

  mapEntry(key: Expression, value: Expression): MapEntry {
    return { id: this.#id(), key, value, optional: false };
  }

  presenceTest(operand: Expression, field: string): Expression {
    return { kind: "select", id: this.#id(), operand, field, testOnly: true };
  }

  comprehension({ variable2, ...parts }: ComprehensionParts): Expression {
    return { kind: "comprehension", id: this.#id(), variable2, ...parts };
  }

  #id(): number {
    return this.#positions.next(this.#offset);
  }
}

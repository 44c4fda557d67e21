import type { CelValue } from "../values/value.js";

/** A node of a parsed expression, macros expanded. `id` is unique within an expression and above 0. */
export type Expression =
  | Literal
  | Identifier
  | Select
  | Call
  | ListLiteral
  | MapLiteral
  | StructLiteral
  | Comprehension;

export interface Literal {
  readonly kind: "literal";
  readonly id: number;
  readonly value: CelValue;
}

export interface Identifier {
  readonly kind: "identifier";
  readonly id: number;
  readonly name: string;
}

export interface Select {
  readonly kind: "select";
  readonly id: number;
  readonly operand: Expression;
  readonly field: string;
  /** Made by `has(operand.field)`. */
  readonly testOnly: boolean;
}

export interface Call {
  readonly kind: "call";
  readonly id: number;
  /** Operators have cel-go's names: `_&&_`, `_==_`, `_[_]`. */
  readonly function: string;
  /** What stands before the dot of a member call. */
  readonly target: Expression | undefined;
  readonly args: readonly Expression[];
}

export interface ListLiteral {
  readonly kind: "list";
  readonly id: number;
  readonly elements: readonly Expression[];
  /** Indices of the elements that are optional (`[?a]`). */
  readonly optionals: ReadonlySet<number>;
}

export interface MapLiteral {
  readonly kind: "map";
  readonly id: number;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly id: number;
  readonly key: Expression;
  readonly value: Expression;
  readonly optional: boolean;
}

export interface StructLiteral {
  readonly kind: "struct";
  readonly id: number;
  readonly typeName: string;
  readonly fields: readonly StructField[];
}

export interface StructField {
  readonly id: number;
  readonly name: string;
  readonly value: Expression;
  readonly optional: boolean;
}

/** What the macros become: a fold of a list or map. */
export interface Comprehension {
  readonly kind: "comprehension";
  readonly id: number;
  readonly range: Expression;
  readonly variable: string;
  /** The second variable of the forms with two, where the first is an index or key. */
  readonly variable2: string | undefined;
  readonly accumulator: string;
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

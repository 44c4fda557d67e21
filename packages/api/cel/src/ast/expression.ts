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

/** A value that is written in the expression: `1`, `'a'`, `true`, `null`. */
export interface Literal {
  readonly kind: "literal";
  /** See {@link Expression}. */
  readonly id: number;
  /** The value; never a list or a map. */
  readonly value: CelValue;
}

/** The name of a variable, a constant or a type. */
export interface Identifier {
  readonly kind: "identifier";
  /** See {@link Expression}. */
  readonly id: number;
  /** The name as written; a leading dot (`.a`) is part of it. */
  readonly name: string;
}

/** A field selection: `operand.field`. */
export interface Select {
  readonly kind: "select";
  /** See {@link Expression}. */
  readonly id: number;
  /** What the field is selected from. */
  readonly operand: Expression;
  /** The name of the field. */
  readonly field: string;
  /** Made by `has(operand.field)`. */
  readonly testOnly: boolean;
}

/** A function call or an operator. */
export interface Call {
  readonly kind: "call";
  /** See {@link Expression}. */
  readonly id: number;
  /** Operators have cel-go's names: `_&&_`, `_==_`, `_[_]`. */
  readonly function: string;
  /** What stands before the dot of a member call. */
  readonly target: Expression | undefined;
  /** The arguments, without the target. */
  readonly args: readonly Expression[];
}

/** A list that is written out: `[a, b]`. */
export interface ListLiteral {
  readonly kind: "list";
  /** See {@link Expression}. */
  readonly id: number;
  /** The elements in their order. */
  readonly elements: readonly Expression[];
  /** Indices of the elements that are optional (`[?a]`). */
  readonly optionals: ReadonlySet<number>;
}

/** A map that is written out: `{key: value}`. */
export interface MapLiteral {
  readonly kind: "map";
  /** See {@link Expression}. */
  readonly id: number;
  /** The entries in their order. */
  readonly entries: readonly MapEntry[];
}

/** One entry of a map that is written out. */
export interface MapEntry {
  /** See {@link Expression}. */
  readonly id: number;
  /** The expression of the key. */
  readonly key: Expression;
  /** The expression of the value. */
  readonly value: Expression;
  /** Whether the entry is left out when its value is `optional.none()`: `{?key: value}`. */
  readonly optional: boolean;
}

/** A struct that is written out: `Type{field: value}`. */
export interface StructLiteral {
  readonly kind: "struct";
  /** See {@link Expression}. */
  readonly id: number;
  /** The name of the type as written. */
  readonly typeName: string;
  /** The fields in their order. */
  readonly fields: readonly StructField[];
}

/** One field of a struct that is written out. */
export interface StructField {
  /** See {@link Expression}. */
  readonly id: number;
  /** The name of the field. */
  readonly name: string;
  /** The expression of the field's value. */
  readonly value: Expression;
  /** Whether the field is left out when its value is `optional.none()`: `Type{?field: value}`. */
  readonly optional: boolean;
}

/** What the macros become: a fold of a list or map. */
export interface Comprehension {
  readonly kind: "comprehension";
  /** See {@link Expression}. */
  readonly id: number;
  /** The list, or the map whose keys are visited. */
  readonly range: Expression;
  /** The variable that holds the element or key in each step. */
  readonly variable: string;
  /** The second variable of the forms with two, where the first is an index or key. */
  readonly variable2: string | undefined;
  /** The variable that holds what was gathered so far. */
  readonly accumulator: string;
  /** The accumulator's first value. */
  readonly init: Expression;
  /** Evaluated before each step; the loop ends when it is false. */
  readonly condition: Expression;
  /** The accumulator's next value. */
  readonly step: Expression;
  /** The value of the whole, computed from the accumulator after the last step. */
  readonly result: Expression;
}

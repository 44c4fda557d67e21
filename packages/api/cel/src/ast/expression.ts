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

/** A literal value: `1`, `'a'`, `true`, `null`. */
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
  /** Whether it results from `has(operand.field)`. */
  readonly testOnly: boolean;
}

/** A function call or an operator. */
export interface Call {
  readonly kind: "call";
  /** See {@link Expression}. */
  readonly id: number;
  /** Operators have cel-go's names: `_&&_`, `_==_`, `_[_]`. */
  readonly function: string;
  /** The operand before the dot of a member call. */
  readonly target: Expression | undefined;
  /** The arguments, without the target. */
  readonly args: readonly Expression[];
}

/** A list literal: `[a, b]`. */
export interface ListLiteral {
  readonly kind: "list";
  /** See {@link Expression}. */
  readonly id: number;
  /** The elements in order. */
  readonly elements: readonly Expression[];
  /** The indices of the optional elements (`[?a]`). */
  readonly optionals: ReadonlySet<number>;
}

/** A map literal: `{key: value}`. */
export interface MapLiteral {
  readonly kind: "map";
  /** See {@link Expression}. */
  readonly id: number;
  /** The entries in order. */
  readonly entries: readonly MapEntry[];
}

/** An entry of a map literal. */
export interface MapEntry {
  /** See {@link Expression}. */
  readonly id: number;
  /** The expression of the key. */
  readonly key: Expression;
  /** The expression of the value. */
  readonly value: Expression;
  /** Whether the entry is omitted when its value is `optional.none()`: `{?key: value}`. */
  readonly optional: boolean;
}

/** A struct literal: `Type{field: value}`. */
export interface StructLiteral {
  readonly kind: "struct";
  /** See {@link Expression}. */
  readonly id: number;
  /** The name of the type as written. */
  readonly typeName: string;
  /** The fields in order. */
  readonly fields: readonly StructField[];
}

/** A field of a struct literal. */
export interface StructField {
  /** See {@link Expression}. */
  readonly id: number;
  /** The name of the field. */
  readonly name: string;
  /** The expression of the field's value. */
  readonly value: Expression;
  /** Whether the field is omitted when its value is `optional.none()`: `Type{?field: value}`. */
  readonly optional: boolean;
}

/** The expansion of a macro: a fold over a list or map. */
export interface Comprehension {
  readonly kind: "comprehension";
  /** See {@link Expression}. */
  readonly id: number;
  /** The list, or the map whose keys are visited. */
  readonly range: Expression;
  /** The variable that holds the element or key in each step. */
  readonly variable: string;
  /** The second variable of two-variable comprehensions, where the first is an index or key. */
  readonly variable2: string | undefined;
  /** The name of the accumulator variable. */
  readonly accumulator: string;
  /** The accumulator's initial value. */
  readonly init: Expression;
  /** Evaluated before each step; the loop ends when it is false. */
  readonly condition: Expression;
  /** The accumulator's next value. */
  readonly step: Expression;
  /** The value of the comprehension, computed from the accumulator after the last step. */
  readonly result: Expression;
}

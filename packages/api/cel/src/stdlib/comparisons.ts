import type { FunctionDeclaration, Overload } from "../library/function.js";
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  stringType,
  timestampType,
  uintType,
} from "../types/cel-type.js";
import { compareValues, type Order } from "../values/compare.js";
import { CelError } from "../values/error.js";
import type { CelResult, CelValue } from "../values/value.js";
import { overload, sharedFunction } from "./declare.js";

/** Types by their names in the ids of overloads, in cel-go's order. */
const bool = { name: "bool", type: boolType };
const int = { name: "int64", type: intType };
const uint = { name: "uint64", type: uintType };
const double = { name: "double", type: doubleType };
const others = [
  { name: "string", type: stringType },
  { name: "bytes", type: bytesType },
  { name: "timestamp", type: timestampType },
  { name: "duration", type: durationType },
];

interface NamedType {
  readonly name: string;
  readonly type: CelType;
}

type Pair = readonly [NamedType, NamedType];

const numbers: readonly Pair[] = [
  [int, int],
  [int, double],
  [int, uint],
  [uint, uint],
  [uint, double],
  [uint, int],
  [double, double],
  [double, int],
  [double, uint],
];

/** `<`, `<=`, `>` and `>=`; numbers of different types can only be compared if `crossTypeNumeric` is set. */
export function comparisons(crossTypeNumeric: boolean): readonly FunctionDeclaration[] {
  const pairs: readonly Pair[] = [
    [bool, bool],
    ...numbers.filter(([left, right]) => crossTypeNumeric || left === right),
    ...others.map((type): Pair => [type, type]),
  ];
  const overloads = (prefix: string) => pairs.map((pair) => comparison(prefix, pair));
  return [
    sharedFunction(
      "_<_",
      comparing((order) => order < 0),
      overloads("less"),
    ),
    sharedFunction(
      "_<=_",
      comparing((order) => order <= 0),
      overloads("less_equals"),
    ),
    sharedFunction(
      "_>_",
      comparing((order) => order > 0),
      overloads("greater"),
    ),
    sharedFunction(
      "_>=_",
      comparing((order) => order >= 0),
      overloads("greater_equals"),
    ),
  ];
}

function comparison(prefix: string, [left, right]: Pair): Overload {
  const names = left === right ? left.name : `${left.name}_${right.name}`;
  return overload(`${prefix}_${names}`, [left.type, right.type], boolType);
}

function comparing(holds: (order: Order) => boolean): (left: CelValue, right: CelValue) => CelResult {
  return (left, right) => {
    const order = compareValues(left, right);
    return order instanceof CelError ? order : holds(order);
  };
}

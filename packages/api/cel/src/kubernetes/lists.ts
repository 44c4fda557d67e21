import type { FunctionDeclaration } from "../library/function.js";
import type { Library } from "../library/library.js";
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  listType,
  stringType,
  timestampType,
  typeParam,
  uintType,
} from "../types/cel-type.js";
import { addValues } from "../values/arithmetic.js";
import { compareValues } from "../values/compare.js";
import { equalValues } from "../values/equality.js";
import { CelError } from "../values/error.js";
import type { CelList } from "../values/list.js";
import { CelDuration } from "../values/time.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { limitExceeded, type Work } from "../values/work.js";
import { overload } from "./declare.js";

interface ElementType {
  readonly name: string;
  readonly type: CelType;
  /** The sum of an empty list; absent if elements cannot be summed. */
  readonly zero?: CelValue;
}

const comparable: readonly ElementType[] = [
  { name: "int", type: intType, zero: 0n },
  { name: "uint", type: uintType, zero: new CelUint(0n) },
  { name: "double", type: doubleType, zero: 0 },
  { name: "bool", type: boolType },
  { name: "duration", type: durationType, zero: new CelDuration(0n) },
  { name: "timestamp", type: timestampType },
  { name: "string", type: stringType },
  { name: "bytes", type: bytesType },
];

/** The elements in order; stops at the first error. */
function* valuesOf(list: CelList): Generator<CelValue, CelError | undefined> {
  for (let index = 0; index < list.size; index++) {
    const value = list.at(index);
    if (value instanceof CelError) return value;
    yield value;
  }
  return undefined;
}

function isSorted(list: CelList): CelResult {
  let previous: CelValue | undefined;
  const values = valuesOf(list);
  for (let next = values.next(); ; next = values.next()) {
    if (next.done === true) return next.value ?? true;
    if (previous !== undefined && compareValues(previous, next.value) === 1) return false;
    previous = next.value;
  }
}

function sum(list: CelList, zero: CelValue): CelResult {
  let total: CelResult = zero;
  const values = valuesOf(list);
  for (let next = values.next(); ; next = values.next()) {
    if (next.done === true) return next.value ?? total;
    total = addValues(total, next.value);
    if (total instanceof CelError) return total;
  }
}

/** The minimum or maximum. */
const extreme =
  (name: string, side: -1 | 1) =>
  (list: CelList): CelResult => {
    let best: CelValue | undefined;
    const values = valuesOf(list);
    for (let next = values.next(); ; next = values.next()) {
      if (next.done === true) return next.value ?? best ?? new CelError(`${name} called on empty list`);
      if (best === undefined || compareValues(best, next.value) === side) best = next.value;
    }
  };

type Find = (list: CelList, item: CelValue, work: Work) => CelResult;

const indexOf: Find = (list, item, work) => {
  for (let index = 0; index < list.size; index++) if (isEqual(list.at(index), item, work)) return BigInt(index);
  return work.isExhausted ? limitExceeded : -1n;
};

const lastIndexOf: Find = (list, item, work) => {
  for (let index = list.size - 1; index >= 0; index--) if (isEqual(list.at(index), item, work)) return BigInt(index);
  return work.isExhausted ? limitExceeded : -1n;
};

function isEqual(value: CelResult, item: CelValue, work: Work): boolean {
  return !(value instanceof CelError) && equalValues(value, item, work) === true;
}

const anyElement = typeParam("A");

function search(name: string, id: string, find: Find): FunctionDeclaration {
  const declared = overload.member(id, [listType(anyElement), anyElement], intType, find);
  return { name, overloads: [{ ...declared, countsWork: true }] };
}

function extremes(name: string, side: -1 | 1): FunctionDeclaration {
  const implementation = extreme(name, side);
  return {
    name,
    overloads: comparable.map((element) =>
      overload.member(
        `list_${element.name}_${name}_${element.name}`,
        [listType(element.type)],
        element.type,
        implementation,
      ),
    ),
  };
}

/** List functions by element type (library/lists.go). */
export const listLibrary: Library = {
  name: "kubernetes.lists",
  functions: [
    {
      name: "isSorted",
      overloads: comparable.map(({ name, type }) =>
        overload.member(`list_${name}_is_sorted_bool`, [listType(type)], boolType, isSorted),
      ),
    },
    {
      name: "sum",
      overloads: comparable.flatMap(({ name, type, zero }) =>
        zero === undefined
          ? []
          : [overload.member(`list_${name}_sum_${name}`, [listType(type)], type, (list: CelList) => sum(list, zero))],
      ),
    },
    extremes("max", -1),
    extremes("min", 1),
    search("indexOf", "list_a_index_of_int", indexOf),
    search("lastIndexOf", "list_a_last_index_of_int", lastIndexOf),
  ],
};

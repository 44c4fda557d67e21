import { compareValues } from "../values/compare.js";
import { equalValues } from "../values/equality.js";
import { CelError } from "../values/error.js";
import { CelList } from "../values/list.js";
import { listOf } from "../values/make.js";
import { typeOf } from "../values/type-of.js";
import type { CelResult, CelValue } from "../values/value.js";
import { limitExceeded, type Work } from "../values/work.js";

/** The integers from 0 to below a limit. */
export function rangeTo(count: bigint): CelResult {
  return listOf(Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index)));
}

export function reverse(list: CelList): CelResult {
  return listOf(Array.from({ length: list.size }, (_, index) => list.at(list.size - 1 - index)));
}

export function slice(list: CelList, start: bigint, end: bigint): CelResult {
  if (start < 0n || end < 0n) {
    return new CelError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  }
  if (start > end) {
    return new CelError(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  }
  if (BigInt(list.size) < end) return new CelError(`cannot slice(${start}, ${end}), list is length ${list.size}`);
  const from = Number(start);
  return listOf(Array.from({ length: Number(end) - from }, (_, index) => list.at(from + index)));
}

/** The elements of nested lists, to a depth. */
export function flatten(list: CelList, depth: bigint, work: Work): CelResult {
  if (depth < 0n) return new CelError("level must be non-negative");
  const values: CelResult[] = [];
  const gather = (inner: CelList, deeper: bigint): boolean => {
    for (let index = 0; index < inner.size; index++) {
      const value = inner.at(index);
      if (!work.do(50)) return false;
      if (deeper <= 0n || !(value instanceof CelList)) values.push(value);
      else if (!gather(value, deeper - 1n)) return false;
    }
    return true;
  };
  return gather(list, depth) ? listOf(values) : limitExceeded;
}

/** The list, sorted. */
export function sort(list: CelList): CelResult {
  return sortByKeys(list, list);
}

/** The list, sorted by a list of keys of the same length. */
export function sortByKeys(list: CelList, keys: CelList): CelResult {
  if (list.size !== keys.size) {
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.size} and ${keys.size} elements respectively`,
    );
  }
  const sorted: { readonly key: CelValue; readonly value: CelResult }[] = [];
  let type: string | undefined;
  for (let index = 0; index < list.size; index++) {
    const key = keys.at(index);
    if (key instanceof CelError) return key;
    type ??= typeOf(key).name;
    if (typeOf(key).name !== type) return new CelError("list elements must have the same type");
    sorted.push({ key, value: list.at(index) });
  }
  if (sorted[0] !== undefined && compareValues(sorted[0].key, sorted[0].key) instanceof CelError) {
    return new CelError("list elements must be comparable");
  }
  sorted.sort((left, right) => {
    const order = compareValues(left.key, right.key);
    return order instanceof CelError ? 0 : order;
  });
  return listOf(sorted.map(({ value }) => value));
}

/** The first of each group of equal values. */
export function distinct(list: CelList, work: Work): CelResult {
  const values: CelValue[] = [];
  for (let index = 0; index < list.size; index++) {
    const value = list.at(index);
    if (value instanceof CelError) return value;
    if (!work.do(values.length * 20)) return limitExceeded;
    if (!values.some((known) => equalValues(value, known, work) === true)) values.push(value);
  }
  return work.isExhausted ? limitExceeded : listOf(values);
}

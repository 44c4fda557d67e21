import { CelType } from "../types/cel-type.js";
import { compareNumbers, isNumber } from "./compare.js";
import { CelError } from "./error.js";
import { CelList } from "./list.js";
import { CelMap } from "./map.js";
import { CelObject } from "./object.js";
import { CelOptional } from "./optional.js";
import { CelDuration, CelTimestamp } from "./time.js";
import type { CelResult, CelValue } from "./value.js";
import { limitExceeded, type Work, workOfOne } from "./work.js";

/**
 * `left == right`: values of different types are not equal, except numbers, which are compared by value. An error if a
 * library's value cannot be compared, or if it takes too long.
 */
export function equalValues(left: CelValue, right: CelValue, work?: Work): CelResult {
  if (typeof left === "string" || typeof left === "boolean") return left === right;
  if (left === null || right === null) return left === right;
  if (typeof left === "bigint" && typeof right === "bigint") return left === right;
  if (isNumber(left)) return isNumber(right) && compareNumbers(left, right) === 0;
  return equalObjects(left, right, work ?? workOfOne());
}

function equalObjects(left: Extract<CelValue, object>, right: CelValue, work: Work): CelResult {
  if (left instanceof CelList) return left.equals?.(right, work) ?? equalLists(left, right, work);
  if (left instanceof CelMap) return left.equals?.(right, work) ?? equalMaps(left, right, work);
  if (left instanceof CelObject) return left.equals(right, work);
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanos === right.nanos;
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanos === right.nanos;
  if (left instanceof CelType) return right instanceof CelType && left.name === right.name;
  if (left instanceof CelOptional) return right instanceof CelOptional ? equalOptionals(left, right, work) : false;
  return left instanceof Uint8Array && right instanceof Uint8Array && equalBytes(left, right);
}

function equalLists(left: CelList, right: CelValue, work: Work): CelResult {
  if (!(right instanceof CelList) || left.size !== right.size) return false;
  let error: CelError | undefined;
  for (let index = 0; index < left.size; index++) {
    if (!work.do(200)) return limitExceeded;
    const equal = equalResults(left.at(index), right.at(index), work);
    if (equal === false) return false;
    if (equal instanceof CelError) error ??= equal;
  }
  return error ?? true;
}

function equalMaps(left: CelMap, right: CelValue, work: Work): CelResult {
  if (!(right instanceof CelMap) || left.size !== right.size) return false;
  let error: CelError | undefined;
  for (const key of left.keys()) {
    if (!work.do(300)) return limitExceeded;
    const theirs = right.find(key);
    if (theirs === undefined) return false;
    const equal = equalResults(left.find(key) ?? null, theirs, work);
    if (equal === false) return false;
    if (equal instanceof CelError) error ??= equal;
  }
  return error ?? true;
}

function equalResults(left: CelResult, right: CelResult, work: Work): CelResult {
  if (left instanceof CelError) return left;
  return right instanceof CelError ? right : equalValues(left, right, work);
}

function equalOptionals(left: CelOptional, right: CelOptional, work: Work): CelResult {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return equalValues(left.value, right.value, work);
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

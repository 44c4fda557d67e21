import type { CelError } from "./error.js";
import { noSuchOverload, notOrdered } from "./errors.js";
import { CelDuration, CelTimestamp } from "./time.js";
import { CelUint } from "./uint.js";
import type { CelValue } from "./value.js";

/** The order of two values; numbers of different types are compared by value. */
export type Order = -1 | 0 | 1;

/** The order of two values; an error if values of these types cannot be ordered. */
export function compareValues(left: CelValue, right: CelValue): Order | CelError {
  if (typeof left === "string") return typeof right === "string" ? compareTexts(left, right) : noSuchOverload;
  if (isNumber(left)) return isNumber(right) ? compareNumbers(left, right) : noSuchOverload;
  if (typeof left === "boolean") return typeof right === "boolean" ? order(left, right) : noSuchOverload;
  if (left instanceof CelTimestamp) {
    return right instanceof CelTimestamp ? order(left.nanos, right.nanos) : noSuchOverload;
  }
  if (left instanceof CelDuration) {
    return right instanceof CelDuration ? order(left.nanos, right.nanos) : noSuchOverload;
  }
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? compareBytes(left, right) : noSuchOverload;
  return noSuchOverload;
}

/** A value of one of the three types of numbers. */
export type CelNumber = bigint | number | CelUint;

/** Whether a value is an int, a uint or a double. */
export function isNumber(value: CelValue): value is CelNumber {
  return typeof value === "bigint" || typeof value === "number" || value instanceof CelUint;
}

/** The order of two numbers; an error for NaN. */
export function compareNumbers(left: CelNumber, right: CelNumber): Order | CelError {
  const a = left instanceof CelUint ? left.value : left;
  const b = right instanceof CelUint ? right.value : right;
  if (typeof a === "bigint" && typeof b === "bigint") return order(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return notOrdered;
  // cel-go compares as doubles what is within the range of the other type.
  if (typeof a === "number") return typeof b === "number" ? order(a, b) : compareDoubleTo(a, b, right);
  return -compareDoubleTo(b as number, a, left) as Order;
}

/** The order of a double and an int or uint. */
function compareDoubleTo(double: number, whole: bigint, number: CelNumber): Order {
  const isUint = number instanceof CelUint;
  if (double < (isUint ? 0 : -(2 ** 63))) return -1;
  if (double > (isUint ? 2 ** 64 : 2 ** 63)) return 1;
  return order(double, Number(whole));
}

/** Orders strings by code points, like UTF-8; UTF-16 code units differ from that above the surrogates. */
function compareTexts(left: string, right: string): Order {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  if (at === length) return order(left.length, right.length);
  return order(rank(left.charCodeAt(at)), rank(right.charCodeAt(at)));
}

/** Orders surrogates, which encode code points beyond U+FFFF, after all other code units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function compareBytes(left: Uint8Array, right: Uint8Array): Order {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    if (left[at] !== right[at]) return order(left[at] as number, right[at] as number);
  }
  return order(left.length, right.length);
}

function order<Value extends bigint | number | boolean>(left: Value, right: Value): Order {
  return left < right ? -1 : left > right ? 1 : 0;
}

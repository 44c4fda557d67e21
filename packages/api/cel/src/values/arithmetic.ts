import { CelError } from "./error.js";
import {
  divisionByZero,
  durationOverflow,
  integerOverflow,
  modulusByZero,
  noSuchOverload,
  timestampOverflow,
} from "./errors.js";
import { toInt, toUint } from "./integers.js";
import { CelList } from "./list.js";
import { concatLists } from "./list-rope.js";
import { CelDuration, CelTimestamp, isTimestamp } from "./time.js";
import { CelUint } from "./uint.js";
import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/** `left + right`. */
export function addValues(left: CelValue, right: CelValue, work?: Work): CelResult {
  if (typeof left === "bigint") return typeof right === "bigint" ? toInt(left + right) : noSuchOverload;
  if (typeof left === "number") return typeof right === "number" ? left + right : noSuchOverload;
  if (typeof left === "string") return typeof right === "string" ? left + right : noSuchOverload;
  if (left instanceof CelList) {
    if (!(right instanceof CelList)) return noSuchOverload;
    return left.concat?.(right, work) ?? concatLists(left, right);
  }
  if (left instanceof CelUint) return right instanceof CelUint ? toUint(left.value + right.value) : noSuchOverload;
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? concatBytes(left, right) : noSuchOverload;
  if (left instanceof CelDuration) return addToDuration(left, right);
  if (left instanceof CelTimestamp) return right instanceof CelDuration ? shift(left, right.nanos) : noSuchOverload;
  return unsupported("_+_");
}

/** `left - right`. */
export function subtractValues(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") return typeof right === "bigint" ? toInt(left - right) : noSuchOverload;
  if (typeof left === "number") return typeof right === "number" ? left - right : noSuchOverload;
  if (left instanceof CelUint) return right instanceof CelUint ? toUint(left.value - right.value) : noSuchOverload;
  if (left instanceof CelDuration) {
    return right instanceof CelDuration ? toDuration(left.nanos - right.nanos, integerOverflow) : noSuchOverload;
  }
  if (!(left instanceof CelTimestamp)) return unsupported("_-_");
  if (right instanceof CelTimestamp) return toDuration(left.nanos - right.nanos, durationOverflow);
  return right instanceof CelDuration ? shift(left, -right.nanos) : noSuchOverload;
}

/** `left * right`. */
export function multiplyValues(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") return typeof right === "bigint" ? toInt(left * right) : noSuchOverload;
  if (typeof left === "number") return typeof right === "number" ? left * right : noSuchOverload;
  if (left instanceof CelUint) return right instanceof CelUint ? toUint(left.value * right.value) : noSuchOverload;
  return unsupported("_*_");
}

/** `left / right`; integer division truncates towards zero. */
export function divideValues(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    if (typeof right !== "bigint") return noSuchOverload;
    return right === 0n ? divisionByZero : toInt(left / right);
  }
  if (typeof left === "number") return typeof right === "number" ? left / right : noSuchOverload;
  if (!(left instanceof CelUint)) return unsupported("_/_");
  if (!(right instanceof CelUint)) return noSuchOverload;
  return right.value === 0n ? divisionByZero : new CelUint(left.value / right.value);
}

/** `left % right`; the result has the sign of `left`. */
export function moduloValues(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    if (typeof right !== "bigint") return noSuchOverload;
    if (right === 0n) return modulusByZero;
    return toInt(left / right) instanceof CelError ? integerOverflow : left % right;
  }
  if (!(left instanceof CelUint)) return unsupported("_%_");
  if (!(right instanceof CelUint)) return noSuchOverload;
  return right.value === 0n ? modulusByZero : new CelUint(left.value % right.value);
}

/** `-value`. */
export function negateValue(value: CelValue): CelResult {
  if (typeof value === "bigint") return toInt(-value);
  if (typeof value === "number") return -value;
  if (value instanceof CelDuration) return toDuration(-value.nanos, integerOverflow);
  return typeof value === "boolean" ? noSuchOverload : unsupported("-_");
}

function addToDuration(left: CelDuration, right: CelValue): CelResult {
  if (right instanceof CelDuration) return toDuration(left.nanos + right.nanos, integerOverflow);
  return right instanceof CelTimestamp ? shift(right, left.nanos) : noSuchOverload;
}

function toDuration(nanos: bigint, overflow: CelError): CelDuration | CelError {
  return toInt(nanos) instanceof CelError ? overflow : new CelDuration(nanos);
}

function shift({ nanos, offsetSeconds }: CelTimestamp, by: bigint): CelTimestamp | CelError {
  const shifted = nanos + by;
  return isTimestamp(shifted) ? new CelTimestamp(shifted, offsetSeconds) : timestampOverflow;
}

function concatBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}

function unsupported(operator: string): CelError {
  return new CelError(`no such overload: ${operator}`);
}

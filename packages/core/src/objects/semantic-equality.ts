import { sameQuantity } from "./quantity-arithmetic.js";
import { isRecord, ownValue, strictlyEqual } from "./strict-equality.js";
import type { FieldOfStruct, ValueType } from "./value-type.js";

type StructType = Extract<ValueType, { kind: "struct" }>;

/**
 * Semantic equality of two values of a field (apiequality.Semantic.DeepEqual; CM-19): null, absent, an empty list and an
 * empty map are equal; resource quantities compare by value (`1` = `1000m`) and times by instant; the zero value of a field
 * that is not a pointer upstream equals its absence. Everything else is compared exactly: user-defined keys are data,
 * whatever their names. Key order does not matter. Parts that both values share are not compared.
 */
export function semanticallyEqual({ type, byValue }: FieldOfStruct, left: unknown, right: unknown): boolean {
  return equal(type, left, right, byValue);
}

function equal(type: ValueType, left: unknown, right: unknown, byValue: boolean): boolean {
  if (left === right) return true;
  if (left === undefined || left === null) return isEmptyValue(type, right, byValue);
  if (right === undefined || right === null) return isEmptyValue(type, left, byValue);
  switch (type.kind) {
    case "scalar":
      if (isSameScalar(type.scalar, left, right)) return true;
      break;
    case "list":
      if (Array.isArray(left) && Array.isArray(right)) return sameItems(type.items, left, right);
      break;
    case "map":
      if (isRecord(left) && isRecord(right)) return sameEntries(type.values, left, right);
      break;
    case "struct":
      if (isRecord(left) && isRecord(right)) return sameFields(type, left, right);
      break;
    case "any":
    case "schemaOr":
      break;
  }
  return strictlyEqual(left, right);
}

/** Whether two different scalars have the same value. */
function isSameScalar(scalar: string, left: unknown, right: unknown): boolean {
  if (scalar === "quantity") return isQuantity(left) && isQuantity(right) && sameQuantity(left, right);
  if (scalar !== "time" && scalar !== "microTime") return false;
  return typeof left === "string" && typeof right === "string" && sameInstant(left, right);
}

function sameItems(type: ValueType, left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (!equal(type, left[at], right[at], true)) return false;
  return true;
}

function sameEntries(type: ValueType, left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) if (!Object.hasOwn(right, key) || !equal(type, left[key], right[key], true)) return false;
  return true;
}

function sameFields(type: StructType, left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  for (const name of Object.keys(left)) if (!sameField(type, name, left[name], ownValue(right, name))) return false;
  for (const name of Object.keys(right)) {
    if (!Object.hasOwn(left, name) && !sameField(type, name, undefined, right[name])) return false;
  }
  return true;
}

/** Compares one field; a field that the type does not define is compared exactly. */
function sameField(type: StructType, name: string, left: unknown, right: unknown): boolean {
  if (left === right) return true;
  const field = type.field(name);
  return field === undefined ? strictlyEqual(left, right) : equal(field.type, left, right, field.byValue);
}

/** Whether a value is equal to absence. */
function isEmptyValue(type: ValueType, value: unknown, byValue: boolean): boolean {
  if (value === undefined || value === null) return true;
  switch (type.kind) {
    case "list":
      return Array.isArray(value) && value.length === 0;
    case "map":
      return isRecord(value) && Object.keys(value).length === 0;
    case "struct":
      return byValue && isRecord(value) && hasNoFields(type, value);
    case "scalar":
      return byValue && isZero(type.scalar, value);
    case "any":
    case "schemaOr":
      return false;
  }
}

function hasNoFields(type: StructType, value: Record<string, unknown>): boolean {
  for (const name of Object.keys(value)) if (!sameField(type, name, undefined, value[name])) return false;
  return true;
}

function isZero(scalar: string, value: unknown): boolean {
  if (scalar === "quantity") return isQuantity(value) && sameQuantity(value, "0");
  return value === "" || value === 0 || value === false;
}

function isQuantity(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Compares instants; times may have a finer resolution than Date's milliseconds. */
function sameInstant(left: string, right: string): boolean {
  return Date.parse(left) === Date.parse(right) && fractionOf(left) === fractionOf(right);
}

function fractionOf(time: string): string {
  return /\.(\d*?)0*(?:[zZ]|[+-]\d\d:\d\d)$/.exec(time)?.[1] ?? "";
}

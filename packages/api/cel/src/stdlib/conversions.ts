import type { FunctionDeclaration } from "../library/function.js";
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  stringType,
  timestampType,
  typeOfType,
  uintType,
} from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { conversionError, integerOverflow, timestampOverflow, unsignedOverflow } from "../values/errors.js";
import { generalDecimal, plainDecimal } from "../values/float-text.js";
import { formatTimestamp, parseDuration, parseTimestamp } from "../values/go-time.js";
import { toInt, toUint } from "../values/integers.js";
import { type CelDuration, CelTimestamp, isTimestamp } from "../values/time.js";
import { typeOf } from "../values/type-of.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { inConstantTime, overload, paramA } from "./declare.js";

const identity = (value: CelValue) => value;

/** The conversion functions (cel-go, common/stdlib/standard.go). */
export const conversions: readonly FunctionDeclaration[] = [
  inConstantTime("type", typeOf, [overload("type", [paramA], typeOfType(paramA))]),
  inConstantTime("dyn", identity, [overload("to_dyn", [paramA], dynType)]),
  {
    name: "bool",
    overloads: [
      overload("bool_to_bool", [boolType], boolType, identity),
      overload("string_to_bool", [stringType], boolType, parseBool),
    ],
  },
  {
    name: "bytes",
    overloads: [
      overload("bytes_to_bytes", [bytesType], bytesType, identity),
      overload("string_to_bytes", [stringType], bytesType, (text: string) => new TextEncoder().encode(text)),
    ],
  },
  {
    name: "double",
    overloads: [
      overload("double_to_double", [doubleType], doubleType, identity),
      overload("int64_to_double", [intType], doubleType, (value: bigint) => Number(value)),
      overload("string_to_double", [stringType], doubleType, parseDouble),
      overload("uint64_to_double", [uintType], doubleType, ({ value }: CelUint) => Number(value)),
    ],
  },
  {
    name: "duration",
    overloads: [
      overload("duration_to_duration", [durationType], durationType, identity),
      overload("int64_to_duration", [intType], durationType, () => conversionError("int", durationType.name)),
      overload("string_to_duration", [stringType], durationType, parseDuration),
    ],
  },
  {
    name: "int",
    overloads: [
      overload("int64_to_int64", [intType], intType, identity),
      overload("double_to_int64", [doubleType], intType, doubleToInt),
      overload("duration_to_int64", [durationType], intType, ({ nanos }: CelDuration) => nanos),
      overload("string_to_int64", [stringType], intType, parseInt64),
      overload("timestamp_to_int64", [timestampType], intType, secondsOf),
      overload("uint64_to_int64", [uintType], intType, ({ value }: CelUint) => toInt(value)),
    ],
  },
  {
    name: "string",
    overloads: [
      overload("string_to_string", [stringType], stringType, identity),
      overload("bool_to_string", [boolType], stringType, (value: boolean) => String(value)),
      overload("bytes_to_string", [bytesType], stringType, bytesToString),
      overload("double_to_string", [doubleType], stringType, generalDecimal),
      overload("duration_to_string", [durationType], stringType, durationToString),
      overload("int64_to_string", [intType], stringType, (value: bigint) => String(value)),
      overload("timestamp_to_string", [timestampType], stringType, formatTimestamp),
      overload("uint64_to_string", [uintType], stringType, ({ value }: CelUint) => String(value)),
    ],
  },
  {
    name: "timestamp",
    overloads: [
      overload("timestamp_to_timestamp", [timestampType], timestampType, identity),
      overload("int64_to_timestamp", [intType], timestampType, intToTimestamp),
      overload("string_to_timestamp", [stringType], timestampType, parseTimestamp),
    ],
  },
  {
    name: "uint",
    overloads: [
      overload("uint64_to_uint64", [uintType], uintType, identity),
      overload("double_to_uint64", [doubleType], uintType, doubleToUint),
      overload("int64_to_uint64", [intType], uintType, toUint),
      overload("string_to_uint64", [stringType], uintType, parseUint64),
    ],
  },
];

/** A duration as a string: seconds in decimal notation. */
export function durationToString({ nanos }: CelDuration): string {
  return `${plainDecimal(Number(nanos / 1_000_000_000n) + Number(nanos % 1_000_000_000n) / 1e9)}s`;
}

const trueTexts = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const falseTexts = new Set(["0", "f", "F", "FALSE", "false", "False"]);

function parseBool(text: string): CelResult {
  if (trueTexts.has(text)) return true;
  return falseTexts.has(text) ? false : conversionError("string", "bool");
}

/** Decimal, hexadecimal and special values as Go's strconv.ParseFloat reads them; underscores only after `0x`. */
function parseDouble(text: string): CelResult {
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : conversionError("string", "double");
  }
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity === null) return conversionError("string", "double");
  return infinity[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Longer strings of digits exceed 64 bits, except for leading zeros, whose number is limited to bound the work. */
const maxDigits = 1000;

function parseInt64(text: string): CelResult {
  if (!/^[+-]?[0-9]+$/.test(text) || text.length > maxDigits) return conversionError("string", "int");
  const value = toInt(BigInt(text.replace("+", "")));
  return value instanceof CelError ? conversionError("string", "int") : value;
}

function parseUint64(text: string): CelResult {
  if (!/^[0-9]+$/.test(text) || text.length > maxDigits) return conversionError("string", "uint");
  const value = toUint(BigInt(text));
  return value instanceof CelError ? conversionError("string", "uint") : value;
}

function doubleToInt(value: number): CelResult {
  if (Number.isNaN(value) || value <= -(2 ** 63) || value >= 2 ** 63) return integerOverflow;
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): CelResult {
  if (Number.isNaN(value) || value < 0 || value >= 2 ** 64) return unsignedOverflow;
  return new CelUint(BigInt(Math.trunc(value)));
}

function bytesToString(bytes: Uint8Array): CelResult {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

function secondsOf({ nanos }: CelTimestamp): bigint {
  const seconds = nanos / 1_000_000_000n;
  return nanos < seconds * 1_000_000_000n ? seconds - 1n : seconds;
}

function intToTimestamp(seconds: bigint): CelResult {
  const nanos = seconds * 1_000_000_000n;
  return isTimestamp(nanos) ? new CelTimestamp(nanos) : timestampOverflow;
}

import { formatQuantity, parseQuantity } from "@engenho/core";
import { base64ErrorOffset } from "./base64.js";
import { type DecodeContext, DecodeFailure } from "./decode-context.js";
import { canonicalTime, type TimeResolution } from "./go-time.js";
import { jsonTypeName } from "./json-value.js";
import type { ScalarType } from "./type-node.js";

const int32Limit = 2 ** 31;
const int64Limit = 2 ** 63;

/**
 * The value in its stored form: times in UTC, quantities canonical, everything else unchanged. `undefined` drops the field.
 * Values of the wrong type are recorded in the context and returned unchanged.
 */
export function decodeScalar(type: ScalarType, value: unknown, context: DecodeContext): unknown {
  switch (type.scalar) {
    case "string":
      return typeof value === "string" ? value : wrong(type.goType, value, context);
    case "bool":
      return typeof value === "boolean" ? value : wrong(type.goType, value, context);
    case "int32":
      return decodeInteger(value, type.goType, int32Limit, context);
    case "int64":
      return decodeInteger(value, type.goType, int64Limit, context);
    case "float64":
      return typeof value === "number" && Number.isFinite(value) ? value : wrong(type.goType, value, context);
    case "bytes":
      return decodeBytes(value, context);
    case "time":
      return decodeTime(value, "second", context);
    case "microTime":
      return decodeTime(value, "microsecond", context);
    case "intOrString":
      return typeof value === "string" ? value : decodeIntOrString(value, context);
    case "quantity":
      return decodeQuantity(value);
  }
}

/** Go's value for null in a list item or map value: the zero value of its type. */
export function zeroScalar(type: ScalarType): unknown {
  switch (type.scalar) {
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "quantity":
      return "0";
    case "time":
    case "microTime":
      return null;
    default:
      return 0;
  }
}

function wrong(goType: string, value: unknown, context: DecodeContext): unknown {
  context.wrongType(value, goType);
  return value;
}

function decodeInteger(value: unknown, goType: string, limit: number, context: DecodeContext): unknown {
  if (typeof value !== "number") return wrong(goType, value, context);
  if (!fits(value, limit)) context.wrongNumber(value, goType);
  return value;
}

/** Whether a number is an integer from -limit, inclusive, to limit, exclusive. */
function fits(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= -limit && value < limit;
}

/** IntOrString decodes its own number, so that an invalid one ends decoding. */
function decodeIntOrString(value: unknown, context: DecodeContext): unknown {
  if (typeof value !== "number") throw new DecodeFailure(context.typeMessage(jsonTypeName(value), "int32"));
  if (!fits(value, int32Limit)) throw new DecodeFailure(context.typeMessage(`number ${value}`, "int32"));
  return value;
}

function decodeBytes(value: unknown, context: DecodeContext): unknown {
  if (typeof value !== "string") return wrong("[]uint8", value, context);
  const offset = base64ErrorOffset(value);
  if (offset !== undefined) context.typeError ??= `illegal base64 data at input byte ${offset}`;
  return value;
}

function decodeTime(value: unknown, resolution: TimeResolution, context: DecodeContext): unknown {
  if (typeof value !== "string") {
    throw new DecodeFailure(context.typeMessage(jsonTypeName(value), "string"));
  }
  try {
    return canonicalTime(value, resolution);
  } catch (error) {
    throw asFailure(error);
  }
}

function decodeQuantity(value: unknown): unknown {
  const source = typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
  try {
    const canonical = formatQuantity(parseQuantity(typeof source === "string" ? source.trim() : source));
    return canonical === value ? value : canonical;
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): unknown {
  return error instanceof RangeError ? new DecodeFailure(error.message) : error;
}

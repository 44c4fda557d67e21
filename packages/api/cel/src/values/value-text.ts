import { generalDecimal } from "./float-text.js";
import { typeOf } from "./type-of.js";
import { CelUint } from "./uint.js";
import type { CelValue } from "./value.js";

/** A value as messages print it: numbers and strings as they are, otherwise the type. */
export function valueText(value: CelValue): string {
  if (typeof value === "number") return generalDecimal(value);
  if (value instanceof CelUint) return String(value.value);
  return typeof value === "object" && value !== null ? typeOf(value).name : String(value);
}

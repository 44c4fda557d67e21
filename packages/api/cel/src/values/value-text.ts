import { generalDecimal } from "./float-text.js";
import { typeOf } from "./type-of.js";
import { CelUint } from "./uint.js";
import type { CelValue } from "./value.js";

/** A value as messages show it: numbers and texts as they are, of all else the type. */
export function valueText(value: CelValue): string {
  if (typeof value === "number") return generalDecimal(value);
  if (value instanceof CelUint) return String(value.value);
  return typeof value === "object" && value !== null ? typeOf(value).name : String(value);
}

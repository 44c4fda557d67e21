import { CelError } from "../values/error.js";
import { losslessInt } from "../values/integers.js";
import { CelList } from "../values/list.js";
import { CelMap } from "../values/map.js";
import { CelObject } from "../values/object.js";
import { typeOf } from "../values/type-of.js";
import { CelUint } from "../values/uint.js";
import type { CelResult, CelValue } from "../values/value.js";
import { valueText } from "../values/value-text.js";

/** `value.key` or `value[key]`; an error if it does not exist (cel-go, interpreter/attributes.go, refQualify). */
export function qualify(value: CelValue, key: CelValue): CelResult {
  const isObject = value instanceof CelObject && typeof key === "string";
  const found = isObject ? value.field(key) : qualifyIfPresent(value, key);
  if (found !== undefined) return found;
  return new CelError(`${value instanceof CelList ? "index out of bounds" : "no such key"}: ${valueText(key)}`);
}

/** The same; undefined if it does not exist, or is not set. */
export function qualifyIfPresent(value: CelValue, key: CelValue): CelResult | undefined {
  if (value instanceof CelMap) return value.find(key);
  if (value instanceof CelList) {
    const index = indexOf(key);
    if (index instanceof CelError) return index;
    return index >= 0 && index < value.size ? value.at(index) : undefined;
  }
  const isField = value instanceof CelObject && typeof key === "string" && value.isSet(key);
  return isField ? value.field(key) : undefined;
}

/** Whether it exists; an error if the key has a type that no key can have. */
export function isPresent(value: CelValue, key: CelValue): boolean | CelError {
  const found = qualifyIfPresent(value, key);
  return found instanceof CelError ? found : found !== undefined;
}

/** Why a value cannot be a key; undefined: it can. */
export function keyFault(key: CelValue): CelError | undefined {
  if (typeof key !== "object" || key instanceof CelUint) return undefined;
  return new CelError(`invalid qualifier type: ${typeOf(key).name}`);
}

function indexOf(key: CelValue): number | CelError {
  if (typeof key === "bigint") return Number(key);
  const whole = key instanceof CelUint ? key.value : typeof key === "number" ? losslessInt(key) : undefined;
  if (whole !== undefined) return Number(whole);
  if (typeof key === "number") return new CelError(`unsupported index value ${valueText(key)} in list`);
  return new CelError(`unsupported index type '${typeOf(key).name}' in list`);
}

import { badRequest } from "../status/refusals.js";

/** A boolean, decoded from a query as upstream does: absent is undefined; anything but `false` and `0` is true. */
export function booleanValue(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return text !== "0" && text.toLowerCase() !== "false";
}

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/**
 * A 64-bit integer; beyond 2^53 the nearest number. Undefined for an empty text. Throws StoreError `BadRequest` with Go's
 * message.
 */
export function integerValue(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const refuse = (why: string) => badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw refuse("invalid syntax");
  const value = Number(text);
  // Only values near the limits need all their digits parsed, and a bounded number of them.
  if (Number.isSafeInteger(value)) return value;
  if (text.replace(/^[+-]?0*/, "").length > 19) throw refuse("value out of range");
  const exact = BigInt(text.replace("+", ""));
  if (exact < smallest || exact > largest) throw refuse("value out of range");
  return value;
}

/** A string; empty is absent. */
export function textValue(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  return text === null || text === "" ? undefined : text;
}

/** A string where empty is a value, for fields that are pointers in Go. */
export function presentValue(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined;
}

/** What is wrong with a resourceVersion, which is an unsigned 64-bit integer; Go's message. Undefined: nothing. */
export function resourceVersionFault(text: string): string | undefined {
  const isNumber = /^\d+$/.test(text);
  const digits = text.replace(/^0+/, "");
  if (isNumber && (digits.length < 20 || (digits.length === 20 && BigInt(digits) < 2n ** 64n))) return undefined;
  const shown = JSON.stringify(text);
  const why = isNumber ? "value out of range" : "invalid syntax";
  return `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: ${why}`;
}

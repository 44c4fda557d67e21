import { goQuote } from "../../validation/go-format.js";
import { formatQuantity, parseQuantity } from "../../validation/quantity.js";

const nanosPerMilli = 1_000_000n;

/** The warning for a quantity of bytes with a fraction; one or none. */
export function fractionalBytesWarning(
  list: Readonly<Record<string, string>> | undefined,
  name: string,
  path: string,
): readonly string[] {
  const text = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  if (text === undefined) return [];
  const quantity = parseQuantity(text);
  // Upstream computes with thousandths, rounded up.
  const millis = (quantity.nanos + nanosPerMilli - 1n) / nanosPerMilli;
  if (millis % 1000n === 0n) return [];
  const value = goQuote(formatQuantity(quantity));
  return [`${path}[${name}]: fractional byte value ${value} is invalid, must be an integer`];
}

import { formatQuantity, parseQuantity, scaledValue } from "@engenho/core";

import { goQuote } from "@engenho/machinery";

/** The warning for a quantity of bytes with a fraction; one or none. */
export function fractionalBytesWarning(
  list: Readonly<Record<string, string>> | undefined,
  name: string,
  path: string,
): readonly string[] {
  const text = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  if (text === undefined) return [];
  const quantity = parseQuantity(text);
  // Upstream checks thousandths, rounded up.
  if (scaledValue(quantity, -3) % 1000n === 0n) return [];
  const value = goQuote(formatQuantity(quantity));
  return [`${path}[${name}]: fractional byte value ${value} is invalid, must be an integer`];
}

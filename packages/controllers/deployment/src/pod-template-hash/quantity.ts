import { type ExactQuantity, formatQuantity, isQuantity, parseQuantity } from "@engenho/core";

/**
 * The quantity in a controller's memory after the API server has stored `text`: parsed, formatted canonically, and parsed
 * again (DEP-48). An invalid quantity becomes zero.
 */
export function storedQuantity(text: string): ExactQuantity {
  const trimmed = text.trim();
  if (!isQuantity(trimmed)) return parseQuantity("0");
  const quantity = parseQuantity(trimmed);
  return quantity.text === "" ? parseQuantity(formatQuantity(quantity)) : quantity;
}

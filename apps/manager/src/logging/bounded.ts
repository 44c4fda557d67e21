/** Limits on strings, lists and nesting in log lines: user input may be of any length. */
const maxCharacters = 2048;
const maxItems = 32;
const maxDepth = 6;

/** Truncates a value for logging. Errors must have been converted to objects. */
export function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === "string") {
    return value.length <= maxCharacters
      ? value
      : `${value.slice(0, maxCharacters)}... (${value.length} characters in total)`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return Array.isArray(value) ? "[...]" : "{...}";
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => bounded(item, depth + 1));
  const fields = Object.entries(value).slice(0, maxItems);
  return Object.fromEntries(fields.map(([key, field]) => [bounded(key), bounded(field, depth + 1)]));
}

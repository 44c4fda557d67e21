/** What of a text, a list, and the depth of a value is logged at most: the words of users may be of any length. */
const mostCharacters = 2048;
const mostItems = 32;
const mostDepth = 6;

/** A value as it is logged: as it is where it is short, else its beginning. Errors are to be told as objects before. */
export function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === "string") {
    return value.length <= mostCharacters
      ? value
      : `${value.slice(0, mostCharacters)}... (${value.length} characters in all)`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= mostDepth) return Array.isArray(value) ? "[...]" : "{...}";
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => bounded(item, depth + 1));
  const fields = Object.entries(value).slice(0, mostItems);
  return Object.fromEntries(fields.map(([key, field]) => [bounded(key), bounded(field, depth + 1)]));
}

import { isJsonObject, maxDepth } from "./json-value.js";

/** A JSON value as Go's `%v` prints it: `map[name:x ports:[80 443]]`, keys sorted, strings unquoted, null as `<nil>`. */
export function goPrint(value: unknown): string {
  return print(value, 0);
}

function print(value: unknown, depth: number): string {
  if (depth > maxDepth) return "...";
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1)).join(" ")}]`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${key}:${print(value[key], depth + 1)}`);
  return `map[${fields.join(" ")}]`;
}

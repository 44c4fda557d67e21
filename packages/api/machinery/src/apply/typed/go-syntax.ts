import { goPrint } from "../../decode/go-print.js";
import { isJsonObject } from "../../decode/json-value.js";
import { goQuote } from "../../validation/go-format.js";
import { compareText } from "../fields/path-element.js";

/** A value as Go's `%#v` prints structured-merge-diff's wrapper for it. */
export function goSyntax(value: unknown): string {
  return `&value.valueUnstructured{Value:${syntax(value)}}`;
}

/** A value as Go's `%v` prints structured-merge-diff's wrapper for it. */
export function goValue(value: unknown): string {
  return `&{${goPrint(value)}}`;
}

/** The Go type of a JSON value. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

function syntax(value: unknown): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(syntax).join(", ")}}`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value)
    .toSorted(compareText)
    .map((key) => `${goQuote(key)}:${syntax(value[key])}`);
  return `map[string]interface {}{${fields.join(", ")}}`;
}

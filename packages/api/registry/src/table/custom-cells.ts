import type { ColumnDefinition } from "../model/kind-definition.js";
import { since } from "./age.js";
import type { Fields } from "./fields.js";
import { type JsonPath, parseJsonPath } from "./json-path.js";

const paths = new WeakMap<ColumnDefinition, JsonPath>();

function pathOf(column: ColumnDefinition): JsonPath {
  const known = paths.get(column);
  if (known !== undefined) return known;
  const path = parseJsonPath(column.jsonPath ?? "");
  paths.set(column, path);
  return path;
}

function asText(value: unknown): string {
  if (value === null) return "<no value>";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * The cell of a custom resource's column: the first value at its path in the column's type, null if there is none or it has
 * another type. Upstream: apiextensions-apiserver tableconvertor.
 */
export function cellAt(column: ColumnDefinition, item: Fields, nowMs: number): unknown {
  const [value] = pathOf(column)(item);
  if (value === undefined) return null;
  switch (column.type) {
    case "string":
      return asText(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? dateCell(value, nowMs) : null;
    default:
      return null;
  }
}

function dateCell(value: string, nowMs: number): string {
  return value !== "" && Number.isNaN(Date.parse(value)) ? "<invalid>" : since(value, nowMs);
}

import { isJsonObject } from "../../decode/json-value.js";
import type { Atom } from "./atom.js";

/** How a value is treated in a merge. */
export type ValueKind = "scalar" | "list" | "map";

/**
 * How a type treats a value: by the value's own type if the type allows it, otherwise by the first that the type allows. Null
 * and absent values match everything. `undefined` for a type that allows nothing.
 */
export function kindOf(atom: Atom, value: unknown): ValueKind | undefined {
  if (atom.scalar !== undefined && isScalar(value)) return "scalar";
  if (atom.list !== undefined && Array.isArray(value)) return "list";
  if (atom.map !== undefined && isJsonObject(value)) return "map";
  if (atom.map !== undefined) return "map";
  if (atom.scalar !== undefined) return "scalar";
  return atom.list === undefined ? undefined : "list";
}

/** Whether a value is a string, number or boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The value as a list; empty if it is not one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

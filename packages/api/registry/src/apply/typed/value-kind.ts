import { isJsonObject } from "../../decode/json-value.js";
import type { Atom } from "./atom.js";

/** As what a value is taken. */
export type ValueKind = "scalar" | "list" | "map";

/**
 * As what a type takes a value: as what it is, when the type allows that, else as the first that the type allows. Null
 * and absent values fit everything. `undefined` for a type that allows nothing.
 */
export function kindOf(atom: Atom, value: unknown): ValueKind | undefined {
  if (atom.scalar !== undefined && isScalar(value)) return "scalar";
  if (atom.list !== undefined && Array.isArray(value)) return "list";
  if (atom.map !== undefined && isJsonObject(value)) return "map";
  if (atom.map !== undefined) return "map";
  if (atom.scalar !== undefined) return "scalar";
  return atom.list === undefined ? undefined : "list";
}

/** Whether a value is text, number or bool. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The value as a list, empty when it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

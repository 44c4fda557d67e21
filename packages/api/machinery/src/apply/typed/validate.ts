import { isJsonObject } from "../../decode/json-value.js";
import { fieldElement, printElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom, ScalarAtom } from "./atom.js";
import { goSyntax, goTypeOf, goValue } from "./go-syntax.js";
import { elementOfItem, ItemError } from "./list-item.js";
import { isScalar, kindOf } from "./value-kind.js";

/**
 * Type errors of a value, with structured-merge-diff's messages: `.spec.replicas: expected numeric (int or float), got string`.
 */
export function validationErrors(atom: Atom, value: unknown): readonly string[] {
  const found: Finding[] = [];
  validate(atom, value, [], found);
  return found.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
}

/** Several errors as upstream joins them. */
export function joinErrors(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] as string) : ["errors:", ...errors.map((error) => `  ${error}`)].join("\n");
}

/** Path elements as in sets of fields, and `[0]` for items of atomic lists. Only printed for errors, which few have. */
type Path = readonly string[];

function printed(path: Path): string {
  return path.map((element) => (element.startsWith("[") ? element : printElement(element))).join("");
}

interface Finding {
  readonly path: string;
  readonly message: string;
}

function validate(atom: Atom, value: unknown, path: string[], found: Finding[]): void {
  const report = (message: string): void => {
    found.push({ path: printed(path), message });
  };
  switch (kindOf(atom, value)) {
    case "map":
      if (isJsonObject(value)) validateMap(atom.map as MapAtom, value, path, found);
      else if (value !== null && value !== undefined) report(`expected map, got ${goValue(value)}`);
      return;
    case "list":
      if (Array.isArray(value)) validateList(atom.list as ListAtom, value, path, found);
      else if (value !== null && value !== undefined) report(`expected list, got ${goValue(value)}`);
      return;
    case "scalar": {
      const message = scalarError(atom.scalar as ScalarAtom, value);
      if (message !== undefined) report(message);
      return;
    }
    default:
      report("schema error: invalid atom: inlined");
  }
}

/** Why a value does not match this scalar type; `undefined` if it does, or if it is null or absent. */
function scalarError(scalar: ScalarAtom, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (scalar) {
    case "numeric":
      return typeof value === "number" ? undefined : `expected numeric (int or float), got ${goTypeOf(value)}`;
    case "string":
      return typeof value === "string" ? undefined : `expected string, got ${goSyntax(value)}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got ${goValue(value)}`;
    case "untyped":
      return isScalar(value) ? undefined : `expected any scalar, got ${goValue(value)}`;
  }
}

function validateList(atom: ListAtom, list: readonly unknown[], path: string[], found: Finding[]): void {
  const observed = new Set<string>();
  for (let index = 0; index < list.length; index++) {
    let element = `[${index}]`;
    if (!atom.atomic) {
      try {
        element = elementOfItem(atom, list[index]);
      } catch (error) {
        if (!(error instanceof ItemError)) throw error;
        found.push({ path: printed(path), message: `element ${index}: ${error.message}` });
        return;
      }
      if (observed.has(element)) {
        found.push({ path: printed(path), message: `duplicate entries for key ${printElement(element)}` });
      }
      observed.add(element);
    }
    path.push(element);
    validate(atom.items, list[index], path, found);
    path.pop();
  }
}

function validateMap(atom: MapAtom, map: Readonly<Record<string, unknown>>, path: string[], found: Finding[]): void {
  for (const key of Object.keys(map)) {
    const field = atom.field(key);
    path.push(fieldElement(key));
    if (field === undefined) found.push({ path: printed(path), message: "field not declared in schema" });
    else validate(field, map[key], path, found);
    path.pop();
    // Upstream reports only the first undeclared field of a map.
    if (field === undefined) return;
  }
}

import { isJsonObject } from "../../decode/json-value.js";
import { type FieldSet, FieldSetBuilder } from "../fields/field-set.js";
import { fieldElement, type PathElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf } from "./value-kind.js";

/**
 * Every leaf and list item that a value mentions. An atomic map or list is one leaf; so is an empty map. Items of a list
 * that are told the same are one. Throws ItemError for a list item that cannot be told.
 */
export function fieldSetOf(atom: Atom, value: unknown): FieldSet {
  const builder = new FieldSetBuilder();
  collect(atom, value, [], builder);
  return builder.build();
}

function collect(atom: Atom, value: unknown, path: PathElement[], found: FieldSetBuilder): void {
  const kind = kindOf(atom, value);
  if (kind === "map") collectMap(atom.map as MapAtom, value, path, found);
  else if (kind === "list") collectList(atom.list as ListAtom, value, path, found);
  else if (kind === "scalar") found.insert(path);
}

function collectMap(atom: MapAtom, value: unknown, path: PathElement[], found: FieldSetBuilder): void {
  if (atom.atomic) found.insert(path);
  if (atom.atomic || !isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const inner = value[key];
    path.push(fieldElement(key));
    collect(atom.field(key) ?? {}, inner, path, found);
    const isEmpty = inner === null || (isJsonObject(inner) && Object.keys(inner).length === 0);
    if (isEmpty || !atom.declares(key)) found.insert(path);
    path.pop();
  }
}

function collectList(atom: ListAtom, value: unknown, path: PathElement[], found: FieldSetBuilder): void {
  if (atom.atomic) {
    found.insert(path);
    return;
  }
  const list = asList(value);
  const elements = list.map((item) => elementOfItem(atom, item));
  const [seen, duplicates] = [new Set<PathElement>(), new Set<PathElement>()];
  for (const element of elements) (seen.has(element) ? duplicates : seen).add(element);
  for (let index = 0; index < list.length; index++) {
    const element = elements[index] as PathElement;
    path.push(element);
    if (!duplicates.has(element)) collect(atom.items, list[index], path, found);
    found.insert(path);
    path.pop();
  }
}

import { isJsonObject } from "../../decode/json-value.js";
import {
  asMember,
  emptySet,
  type FieldNode,
  type FieldSet,
  type FieldSetDraft,
  leaf,
  nodeOf,
} from "../fields/field-set.js";
import { fieldElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { asList, kindOf } from "./value-kind.js";

/**
 * All leaves and list items of a value. An atomic map or list is one leaf; so is an empty map. List items with the same
 * identity are one. Throws ItemError for a list item that cannot be identified.
 */
export function fieldSetOf(atom: Atom, value: unknown): FieldSet {
  return nodeOfValue(atom, value)?.children ?? emptySet;
}

/** `undefined` for a value without fields. */
function nodeOfValue(atom: Atom, value: unknown): FieldNode | undefined {
  switch (kindOf(atom, value)) {
    case "map":
      return nodeOfMap(atom.map as MapAtom, value);
    case "list":
      return nodeOfList(atom.list as ListAtom, value);
    case "scalar":
      return leaf;
    default:
      return undefined;
  }
}

function nodeOfMap(atom: MapAtom, value: unknown): FieldNode | undefined {
  if (atom.atomic) return leaf;
  if (!isJsonObject(value)) return undefined;
  const children: FieldSetDraft = new Map();
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const node = nodeOfValue(atom.field(key) ?? {}, inner);
    const isEmpty = inner === null || (isJsonObject(inner) && Object.keys(inner).length === 0);
    const child = isEmpty || !atom.declares(key) ? asMember(node) : node;
    if (child !== undefined) children.set(fieldElement(key), child);
  }
  return nodeOf(false, children);
}

function nodeOfList(atom: ListAtom, value: unknown): FieldNode | undefined {
  if (atom.atomic) return leaf;
  const children: FieldSetDraft = new Map();
  for (const item of asList(value)) {
    const element = elementOfItem(atom, item);
    const isDuplicate = children.has(element);
    children.set(element, isDuplicate ? leaf : asMember(nodeOfValue(atom.items, item)));
  }
  return nodeOf(false, children);
}

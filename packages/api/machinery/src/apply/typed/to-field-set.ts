import { isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { isLongWork, type LongWork, type MaybeWork, Meter } from "../../work/long-work.js";
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

/** What a field or item costs, in the units of a {@link Meter}. */
const unitsPerChild = 5;

/**
 * All leaves and list items of a value. An atomic map or list is one leaf; so is an empty map. List items with the same
 * identity are one. Throws ItemError for a list item that cannot be identified.
 */
export function* fieldSetOf(atom: Atom, value: unknown): LongWork<FieldSet> {
  const made = nodeOfValue(atom, value, new Meter());
  const node = isLongWork(made) ? yield* made : made;
  return node?.children ?? emptySet;
}

/** `undefined` for a value without fields. */
function nodeOfValue(atom: Atom, value: unknown, meter: Meter): MaybeWork<FieldNode | undefined> {
  switch (kindOf(atom, value)) {
    case "map":
      if (atom.map?.atomic) return leaf;
      return isJsonObject(value) ? nodeOfMap(atom.map as MapAtom, value, meter) : undefined;
    case "list":
      return atom.list?.atomic ? leaf : nodeOfList(atom.list as ListAtom, asList(value), meter);
    case "scalar":
      return leaf;
    default:
      return undefined;
  }
}

function* nodeOfMap(atom: MapAtom, map: JsonObject, meter: Meter): LongWork<FieldNode | undefined> {
  const children: FieldSetDraft = new Map();
  for (const key of Object.keys(map)) {
    if (meter.isDueAfter(unitsPerChild)) yield;
    const inner = map[key];
    const made = nodeOfValue(atom.field(key) ?? {}, inner, meter);
    const node = isLongWork(made) ? yield* made : made;
    const isEmpty = inner === null || (isJsonObject(inner) && Object.keys(inner).length === 0);
    const child = isEmpty || !atom.declares(key) ? asMember(node) : node;
    if (child !== undefined) children.set(fieldElement(key), child);
  }
  return nodeOf(false, children);
}

function* nodeOfList(atom: ListAtom, items: readonly unknown[], meter: Meter): LongWork<FieldNode | undefined> {
  const children: FieldSetDraft = new Map();
  for (const item of items) {
    if (meter.isDueAfter(unitsPerChild)) yield;
    const element = elementOfItem(atom, item);
    if (children.has(element)) {
      children.set(element, leaf);
      continue;
    }
    const made = nodeOfValue(atom.items, item, meter);
    children.set(element, asMember(isLongWork(made) ? yield* made : made));
  }
  return nodeOf(false, children);
}

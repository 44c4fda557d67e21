import { setField } from "@engenho/core";
import { isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { isLongWork, type LongWork, type MaybeWork, Meter } from "../../work/long-work.js";
import type { FieldSet } from "../fields/field-set.js";
import { fieldElement } from "../fields/path-element.js";
import type { Atom, ListAtom, MapAtom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { kindOf } from "./value-kind.js";

/** What a field or item costs, in the units of a {@link Meter}. */
const unitsPerChild = 5;

/**
 * The value without the fields and list items whose paths are in the set. Atomic maps and lists that contain such a path are
 * removed as a whole, and so is what becomes empty. `undefined` if nothing is left; the same value if nothing is removed.
 */
export function* removeItems(atom: Atom, value: unknown, gone: FieldSet): LongWork<unknown> {
  const work = remaining(atom, value, gone, new Meter());
  return isLongWork(work) ? yield* work : work;
}

function remaining(atom: Atom, value: unknown, gone: FieldSet, meter: Meter): MaybeWork<unknown> {
  if (gone.size === 0) return value;
  switch (kindOf(atom, value)) {
    case "map": {
      const map = atom.map;
      if (map === undefined || map.atomic || !isJsonObject(value)) return undefined;
      return remainingFields(map, value, gone, meter);
    }
    case "list": {
      const list = atom.list;
      if (list === undefined || list.atomic || !Array.isArray(value)) return undefined;
      return remainingItems(list, value, gone, meter);
    }
    default:
      return value;
  }
}

function* remainingFields(atom: MapAtom, map: JsonObject, gone: FieldSet, meter: Meter): LongWork<unknown> {
  const rest: Record<string, unknown> = {};
  let size = 0;
  let isSame = true;
  for (const key of Object.keys(map)) {
    if (meter.isDueAfter(unitsPerChild)) yield;
    const value = map[key];
    const node = gone.get(fieldElement(key));
    let kept: unknown = value;
    if (node !== undefined) {
      const work = node.member ? undefined : remaining(atom.field(key) ?? {}, value, node.children, meter);
      kept = isLongWork(work) ? yield* work : work;
    }
    if (kept !== value) isSame = false;
    if (kept === undefined) continue;
    size++;
    setField(rest, key, kept);
  }
  if (size === 0) return undefined;
  return isSame ? map : rest;
}

function* remainingItems(
  atom: ListAtom,
  list: readonly unknown[],
  gone: FieldSet,
  meter: Meter,
): LongWork<readonly unknown[] | undefined> {
  const rest: unknown[] = [];
  let isSame = true;
  for (const item of list) {
    if (meter.isDueAfter(unitsPerChild)) yield;
    const node = gone.get(elementOfItem(atom, item));
    let kept: unknown = item;
    if (node !== undefined) {
      const work = node.member ? undefined : remaining(atom.items, item, node.children, meter);
      kept = isLongWork(work) ? yield* work : work;
    }
    if (kept !== item) isSame = false;
    if (kept !== undefined) rest.push(kept);
  }
  if (isSame) return list;
  return rest.length === 0 ? undefined : rest;
}

import { changedFields } from "../../decode/decode-value.js";
import { isJsonObject } from "../../decode/json-value.js";
import type { FieldSet } from "../fields/field-set.js";
import { fieldElement } from "../fields/path-element.js";
import type { Atom } from "./atom.js";
import { elementOfItem } from "./list-item.js";
import { kindOf } from "./value-kind.js";

/**
 * The value without the fields and list items whose paths are in the set. Atomic maps and lists that contain such a path are
 * removed as a whole, and so is what becomes empty. `undefined` if nothing is left; the same value if nothing is removed.
 */
export function removeItems(atom: Atom, value: unknown, gone: FieldSet): unknown {
  if (gone.size === 0) return value;
  switch (kindOf(atom, value)) {
    case "map": {
      const map = atom.map;
      if (map === undefined || map.atomic || !isJsonObject(value)) return undefined;
      const next = changedFields(value, (key, inner) => {
        const node = gone.get(fieldElement(key));
        if (node === undefined) return inner;
        return node.member ? undefined : removeItems(map.field(key) ?? {}, inner, node.children);
      });
      return Object.keys(next).length === 0 ? undefined : next;
    }
    case "list": {
      const list = atom.list;
      if (list === undefined || list.atomic || !Array.isArray(value)) return undefined;
      return keptItems(value, (item) => {
        const node = gone.get(elementOfItem(list, item));
        if (node === undefined) return item;
        return node.member ? undefined : removeItems(list.items, item, node.children);
      });
    }
    default:
      return value;
  }
}

function keptItems(list: readonly unknown[], keep: (item: unknown) => unknown): readonly unknown[] | undefined {
  const kept = list.map(keep);
  if (kept.every((item, index) => item === list[index])) return list;
  const next = kept.filter((item) => item !== undefined);
  return next.length === 0 ? undefined : next;
}

import { goPrint } from "../../decode/go-print.js";
import { fieldOf, isJsonObject, type JsonObject, jsonTypeName } from "../../decode/json-value.js";
import { unforeseen, unprocessable } from "../patch-error.js";

/** The identity of a list's items: the value of their merge key, or the items themselves. */
export type Identity = (item: unknown) => unknown;

/**
 * Whether the items of both lists are objects. Throws StoreError: `Invalid` for lists of lists, `InternalError` (as upstream)
 * for items of different types or without a type.
 */
export function itemsAreObjects(left: readonly unknown[], right: readonly unknown[]): boolean {
  const first = left.length > 0 ? left[0] : right[0];
  const type = jsonTypeName(first);
  if (left.length + right.length === 0) throw unforeseen("no elements in any of the given slices");
  if (type === "array") throw unprocessable("lists of lists are not supported");
  for (const list of [left, right]) {
    for (const item of list) {
      if (jsonTypeName(item) !== type || item === null) {
        throw unforeseen(`list element types are not identical: ${goPrint([left, right])}`);
      }
    }
  }
  return type === "object";
}

/** The identity of items in a list with this merge key (`""`: a list of scalars). */
export function identityBy(mergeKey: string): Identity {
  if (mergeKey === "") return (item) => item;
  return (item) => mergeKeyOf(item, mergeKey);
}

/** An item's merge key. Throws StoreError `InternalError`, as upstream does, if it has none. */
export function mergeKeyOf(item: unknown, mergeKey: string): unknown {
  const value = fieldOf(objectItem(item), mergeKey);
  if (value !== undefined) return value;
  throw unforeseen(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`);
}

/** The item, which must be an object. */
export function objectItem(item: unknown): JsonObject {
  if (isJsonObject(item)) return item;
  throw unforeseen(`expected a map[string]interface {}, but received a ${goTypeName(item)}`);
}

/** The value of a field, which must be a list. */
export function listValue(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unforeseen(`expected a []interface {}, but received a ${goTypeName(value)}`);
}

/** The position of each item in a list; of items with the same identity, the first counts. */
export function positions(list: readonly unknown[], identity: Identity): ReadonlyMap<unknown, number> {
  const found = new Map<unknown, number>();
  for (let index = 0; index < list.length; index++) {
    const key = identity(list[index]);
    if (!found.has(key)) found.set(key, index);
  }
  return found;
}

function goTypeName(value: unknown): string {
  switch (jsonTypeName(value)) {
    case "object":
      return "map[string]interface {}";
    case "array":
      return "[]interface {}";
    case "number":
      return Number.isInteger(value) ? "int64" : "float64";
    case "null":
      return "%!s(<nil>)";
    default:
      return jsonTypeName(value);
  }
}

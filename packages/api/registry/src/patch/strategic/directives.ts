import { changedFields } from "../../decode/decode-value.js";
import { isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { badPatch } from "../patch-error.js";

/** Says what becomes of the map or list item that it stands in: `replace`, `delete` or `merge`. */
export const patchDirective = "$patch";
/** The fields that stay; all others are cleared. */
export const retainKeysDirective = "$retainKeys";
/** `$deleteFromPrimitiveList/finalizers`: the items to take out of that list. */
export const deleteFromPrimitiveListPrefix = "$deleteFromPrimitiveList";
/** `$setElementOrder/containers`: the order that the list shall have. */
export const setElementOrderPrefix = "$setElementOrder";

/** The field that a parallel list (`prefix/field`) is about. Throws StoreError `BadRequest` when it names none. */
export function fieldOfParallelList(key: string, prefix: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1);
  throw badPatch(
    prefix === setElementOrderPrefix
      ? "invalid patch format of setElementOrder list"
      : "invalid patch format of primitive list",
  );
}

/** Whether a list item carries a directive. */
export function hasDirective(item: unknown): item is JsonObject {
  return isJsonObject(item) && Object.hasOwn(item, patchDirective);
}

/** The value without the maps that carry a directive; `undefined` when it is one itself. Other directives stay. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutDirectives);
    return items.every((item, index) => Object.is(item, value[index]))
      ? value
      : items.filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) return value;
  return hasDirective(value) ? undefined : changedFields(value, (_, inner) => withoutDirectives(inner));
}

import { changedFields } from "../../decode/decode-value.js";
import { isJsonObject, type JsonObject } from "../../decode/json-value.js";
import { badPatch } from "../patch-error.js";

/** Determines how the enclosing map or list item is patched: `replace`, `delete` or `merge`. */
export const patchDirective = "$patch";
/** The fields to keep; all others are cleared. */
export const retainKeysDirective = "$retainKeys";
/** `$deleteFromPrimitiveList/finalizers`: the items to remove from that list. */
export const deleteFromPrimitiveListPrefix = "$deleteFromPrimitiveList";
/** `$setElementOrder/containers`: the resulting order of the list. */
export const setElementOrderPrefix = "$setElementOrder";

/** The field of a parallel list (`prefix/field`). Throws StoreError `BadRequest` if it has none. */
export function fieldOfParallelList(key: string, prefix: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1);
  throw badPatch(
    prefix === setElementOrderPrefix
      ? "invalid patch format of setElementOrder list"
      : "invalid patch format of primitive list",
  );
}

/** Whether a list item contains a directive. */
export function hasDirective(item: unknown): item is JsonObject {
  return isJsonObject(item) && Object.hasOwn(item, patchDirective);
}

/** The value without maps that contain a `$patch` directive; `undefined` if it is one itself. Other directives remain. */
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

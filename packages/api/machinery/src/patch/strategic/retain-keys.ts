import type { JsonObject } from "../../decode/json-value.js";
import { badPatch } from "../patch-error.js";
import { deleteFromPrimitiveListPrefix, retainKeysDirective, setElementOrderPrefix } from "./directives.js";

/**
 * The fields that a `$retainKeys` directive keeps. Throws StoreError `BadRequest` if it is not a list, or if the patch sets a
 * field that it does not keep.
 */
export function checkRetainKeys(value: unknown, patch: JsonObject): ReadonlySet<unknown> {
  if (!Array.isArray(value)) throw badPatch("invalid patch format of retainKeys");
  const kept = new Set<unknown>(value);
  for (const key of Object.keys(patch)) {
    const isDirective =
      key === retainKeysDirective ||
      key.startsWith(deleteFromPrimitiveListPrefix) ||
      key.startsWith(setElementOrderPrefix);
    if (patch[key] !== null && !isDirective && !kept.has(key)) throw badPatch("invalid patch format of retainKeys");
  }
  return kept;
}

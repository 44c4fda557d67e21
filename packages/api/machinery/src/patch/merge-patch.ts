import { jsonTypeName } from "../decode/decode-context.js";
import { changedFields } from "../decode/decode-value.js";
import { fieldOf, isJsonObject, type JsonObject } from "../decode/json-value.js";
import { deepEqual } from "../equality/deep-equal.js";
import { withChanges } from "./draft.js";
import { badPatch } from "./patch-error.js";

/**
 * Applies a JSON merge patch (RFC 7386), sharing unchanged parts with `document`. Throws StoreError `BadRequest` if the patch
 * is not an object.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    const found = jsonTypeName(patch);
    throw badPatch(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return merge(document, patch);
}

function merge(current: unknown, patch: JsonObject): JsonObject {
  if (!isJsonObject(current)) return withoutNulls(patch) as JsonObject;
  let changes: Map<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    const before = fieldOf(current, key);
    const after = mergedValue(before, patch[key]);
    if (after === before) continue;
    changes ??= new Map();
    changes.set(key, after);
  }
  return changes === undefined ? current : withChanges(current, changes);
}

function mergedValue(before: unknown, patch: unknown): unknown {
  if (patch === null || patch === undefined) return undefined;
  if (typeof patch !== "object") return patch;
  if (isJsonObject(patch)) return merge(before, patch);
  // Upstream's library removes nulls from objects in a list, except where the list replaces an object.
  const after = isJsonObject(before) ? patch : withoutNulls(patch);
  return deepEqual(before, after) ? before : after;
}

/** The value without null fields at any level; null items of lists remain. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => Object.is(item, value[index])) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  return changedFields(value, (_, inner) => (inner === null ? undefined : withoutNulls(inner)));
}

import { changedFields } from "../decode/decode-value.js";
import { fieldOf, isJsonObject, type JsonObject, jsonTypeName } from "../decode/json-value.js";
import { deepEqual } from "../equality/deep-equal.js";
import { type LongWork, Meter } from "../work/long-work.js";
import { unitsPerField, withChanges } from "./draft.js";
import { badPatch } from "./patch-error.js";

/**
 * Applies a JSON merge patch (RFC 7386), sharing unchanged parts with `document`. Throws StoreError `BadRequest` if the patch
 * is not an object.
 */
export function* applyMergePatch(document: unknown, patch: unknown): LongWork<unknown> {
  if (!isJsonObject(patch)) {
    const found = jsonTypeName(patch);
    throw badPatch(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return yield* merge(document, patch, new Meter());
}

function* merge(current: unknown, patch: JsonObject, meter: Meter): LongWork<JsonObject> {
  if (!isJsonObject(current)) return withoutNulls(patch) as JsonObject;
  let changes: Map<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    if (meter.isDueAfter(unitsPerField)) yield;
    const before = fieldOf(current, key);
    const value = patch[key];
    const after = isJsonObject(value) ? yield* merge(before, value, meter) : mergedValue(before, value);
    if (after === before) continue;
    changes ??= new Map();
    changes.set(key, after);
  }
  return changes === undefined ? current : yield* withChanges(current, changes, meter);
}

/** `patch` is a list or a scalar. */
function mergedValue(before: unknown, patch: unknown): unknown {
  if (patch === null || patch === undefined) return undefined;
  if (typeof patch !== "object") return patch;
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

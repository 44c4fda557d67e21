import { goPrint } from "../../decode/go-print.js";
import { fieldOf, isJsonObject, type JsonObject, withoutField } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
import type { SchemaNode } from "../../schema/schema-node.js";
import { Draft } from "../draft.js";
import { withoutNulls } from "../merge-patch.js";
import { unforeseen } from "../patch-error.js";
import {
  deleteFromPrimitiveListPrefix,
  fieldOfParallelList,
  patchDirective,
  retainKeysDirective,
  setElementOrderPrefix,
  withoutDirectives,
} from "./directives.js";
import { checkElementOrder, inOrder, orderListOf } from "./element-order.js";
import { identityBy, itemsAreObjects, listValue } from "./list-items.js";
import { patchedList, sameItems } from "./merge-list.js";
import { patchMetaOfList, patchMetaOfObject } from "./patch-meta.js";
import { checkRetainKeys } from "./retain-keys.js";

/**
 * Applies a strategic merge patch to the live object (strategicpatch.StrategicMergeMapPatch). Shares unchanged parts with
 * `live`; modifies neither of its inputs.
 */
export function mergeMap(live: JsonObject, patch: JsonObject, schema: SchemaNode): JsonObject {
  const directive = fieldOf(patch, patchDirective);
  if (directive !== undefined) return replaceMap(directive, patch);

  const draft = new Draft(live);
  const retained = fieldOf(patch, retainKeysDirective);
  if (retained !== undefined) {
    const kept = checkRetainKeys(retained, patch);
    for (const key of Object.keys(live)) if (!kept.has(key)) draft.set(key, undefined);
  }
  const done = new Set([retainKeysDirective]);
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(setElementOrderPrefix)) continue;
    done.add(key);
    done.add(orderList(draft, patch, key, schema));
  }
  for (const key of Object.keys(patch)) if (!done.has(key)) mergeField(draft, key, patch[key], schema);
  return draft.result;
}

function replaceMap(directive: unknown, patch: JsonObject): JsonObject {
  if (directive === "replace") return withoutField(patch, patchDirective);
  if (directive === "delete") return {};
  throw unforeseen(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`);
}

function mergeField(draft: Draft, patchKey: string, patch: unknown, schema: SchemaNode): void {
  const isDeletion = patchKey.startsWith(deleteFromPrimitiveListPrefix);
  const key = isDeletion ? fieldOfParallelList(patchKey, deleteFromPrimitiveListPrefix) : patchKey;
  if (patch === null || patch === undefined) {
    draft.set(key, undefined);
    return;
  }
  const live = draft.get(key);
  if (isJsonObject(live) && isJsonObject(patch)) {
    const meta = patchMetaOfObject(schema, key);
    draft.change(key, meta.strategy === "replace" ? patch : mergeMap(live, patch, meta.schema), live);
  } else if (Array.isArray(live) && Array.isArray(patch)) {
    draft.change(key, patchedList({ live, patch }, patchMetaOfList(schema, key), isDeletion).items, live);
  } else if (!isDeletion) {
    const next = typeof patch === "object" ? withoutDirectives(withoutNulls(patch)) : patch;
    draft.change(key, deepEqual(live, next) ? live : next, live);
  }
}

/**
 * Merges the list of a `$setElementOrder` directive and sorts it. Returns the list's field, which needs no further processing.
 */
function orderList(draft: Draft, patch: JsonObject, directiveKey: string, schema: SchemaNode): string {
  const wanted = orderListOf(patch[directiveKey]);
  const key = fieldOfParallelList(directiveKey, setElementOrderPrefix);
  const liveValue = draft.get(key);
  const patchValue = fieldOf(patch, key);
  const live = liveValue === undefined ? [] : listValue(liveValue);
  const list = patchValue === undefined ? [] : listValue(patchValue);
  const meta = patchMetaOfList(schema, key);
  const identity = identityBy(meta.mergeKey);
  checkElementOrder(list, wanted, identity);
  if (liveValue === undefined && patchValue === undefined) return key;

  const { items, liveOrder } =
    liveValue === undefined
      ? { items: withoutDirectives(list) as readonly unknown[], liveOrder: live }
      : patchValue === undefined
        ? { items: live, liveOrder: live }
        : patchedList({ live, patch: list }, meta, false);
  itemsAreObjects(live, list);
  const ordered = inOrder(items, { patch: wanted, live: liveOrder }, identity);
  draft.set(key, liveValue !== undefined && sameItems(ordered, live) ? live : ordered);
  return key;
}

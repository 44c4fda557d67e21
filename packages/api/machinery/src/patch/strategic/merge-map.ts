import { goPrint } from "../../decode/go-print.js";
import { fieldOf, isJsonObject, type JsonObject, withoutField } from "../../decode/json-value.js";
import { deepEqual } from "../../equality/deep-equal.js";
import type { SchemaNode } from "../../schema/schema-node.js";
import { isLongWork, type LongWork, type MaybeWork, type Meter } from "../../work/long-work.js";
import { Draft, unitsPerField } from "../draft.js";
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
import { type ListPair, patchedList, sameItems } from "./merge-list.js";
import { patchMetaOfList, patchMetaOfObject } from "./patch-meta.js";
import { checkRetainKeys } from "./retain-keys.js";

/** What a merge needs in addition to the live value and the patch. */
export interface MergeContext {
  /** The schema of the value, or of its list's items; possibly a reference. */
  readonly schema: SchemaNode;
  /** Counts the work of the whole patch. */
  readonly meter: Meter;
}

/**
 * Applies a strategic merge patch to the live object (strategicpatch.StrategicMergeMapPatch). Shares unchanged parts with
 * `live`; modifies neither of its inputs.
 */
export function* mergeMap(live: JsonObject, patch: JsonObject, context: MergeContext): LongWork<JsonObject> {
  const directive = fieldOf(patch, patchDirective);
  if (directive !== undefined) return replaceMap(directive, patch);

  const draft = new Draft(live);
  const retained = fieldOf(patch, retainKeysDirective);
  if (retained !== undefined) {
    const kept = checkRetainKeys(retained, patch);
    for (const key of Object.keys(live)) if (!kept.has(key)) draft.set(key, undefined);
  }
  const done = new Set([retainKeysDirective]);
  const keys = Object.keys(patch);
  for (const key of keys) {
    if (!key.startsWith(setElementOrderPrefix)) continue;
    done.add(key);
    done.add(yield* orderList(draft, patch, key, context));
  }
  for (const key of keys) {
    if (context.meter.isDueAfter(unitsPerField)) yield;
    if (done.has(key)) continue;
    const work = mergeField(draft, key, patch[key], context);
    if (isLongWork(work)) yield* work;
  }
  return yield* draft.result(context.meter);
}

function replaceMap(directive: unknown, patch: JsonObject): JsonObject {
  if (directive === "replace") return withoutField(patch, patchDirective);
  if (directive === "delete") return {};
  throw unforeseen(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`);
}

/** Only fields that are objects or lists in both are work. */
function mergeField(draft: Draft, patchKey: string, patch: unknown, context: MergeContext): MaybeWork<void> {
  const isDeletion = patchKey.startsWith(deleteFromPrimitiveListPrefix);
  const key = isDeletion ? fieldOfParallelList(patchKey, deleteFromPrimitiveListPrefix) : patchKey;
  if (patch === null || patch === undefined) {
    draft.set(key, undefined);
    return;
  }
  const live = draft.get(key);
  if (isJsonObject(live) && isJsonObject(patch)) {
    return mergeObjects(draft, key, { live, patch }, context);
  }
  if (Array.isArray(live) && Array.isArray(patch)) {
    return mergeLists(draft, { key, isDeletion }, { live, patch }, context);
  }
  if (!isDeletion) {
    const next = typeof patch === "object" ? withoutDirectives(withoutNulls(patch)) : patch;
    draft.change(key, deepEqual(live, next) ? live : next, live);
  }
}

function* mergeObjects(
  draft: Draft,
  key: string,
  { live, patch }: { readonly live: JsonObject; readonly patch: JsonObject },
  { schema, meter }: MergeContext,
): LongWork<void> {
  const meta = patchMetaOfObject(schema, key);
  const next = meta.strategy === "replace" ? patch : yield* mergeMap(live, patch, { schema: meta.schema, meter });
  draft.change(key, next, live);
}

function* mergeLists(
  draft: Draft,
  { key, isDeletion }: { readonly key: string; readonly isDeletion: boolean },
  pair: ListPair,
  { schema, meter }: MergeContext,
): LongWork<void> {
  const { items } = yield* patchedList(pair, { meta: patchMetaOfList(schema, key), isDeletion, meter });
  draft.change(key, items, pair.live);
}

/**
 * Merges the list of a `$setElementOrder` directive and sorts it. Returns the list's field, which needs no further processing.
 */
function* orderList(
  draft: Draft,
  patch: JsonObject,
  directiveKey: string,
  { schema, meter }: MergeContext,
): LongWork<string> {
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
        : yield* patchedList({ live, patch: list }, { meta, isDeletion: false, meter });
  itemsAreObjects(live, list);
  const ordered = inOrder(items, { patch: wanted, live: liveOrder }, identity);
  draft.set(key, liveValue !== undefined && sameItems(ordered, live) ? live : ordered);
  return key;
}

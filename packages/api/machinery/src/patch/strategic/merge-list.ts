import { goPrint } from "../../decode/go-print.js";
import { fieldOf } from "../../decode/json-value.js";
import type { LongWork, Meter } from "../../work/long-work.js";
import { unitsPerField } from "../draft.js";
import { unforeseen } from "../patch-error.js";
import { patchDirective } from "./directives.js";
import { inOrder } from "./element-order.js";
import { identityBy, itemsAreObjects, mergeKeyOf, objectItem, positions } from "./list-items.js";
import { mergeMap } from "./merge-map.js";
import type { PatchMeta } from "./patch-meta.js";

/** A live list and the corresponding list in the patch. */
export interface ListPair {
  readonly live: readonly unknown[];
  readonly patch: readonly unknown[];
}

/** How a list is merged. */
export interface ListContext {
  readonly meta: PatchMeta;
  /** Whether the patch's list is one of deletions. */
  readonly isDeletion: boolean;
  readonly meter: Meter;
}

/** A patched list. */
export interface PatchedList {
  readonly items: readonly unknown[];
  /** The order of the live list for a later `$setElementOrder`. */
  readonly liveOrder: readonly unknown[];
}

/**
 * The live list merged with the patch's list, or replaced by it if the schema's strategy is not `merge`. A list of deletions is
 * removed whatever the strategy. `items` is the live list itself if nothing changes.
 */
export function* patchedList(pair: ListPair, context: ListContext): LongWork<PatchedList> {
  const { live, patch } = pair;
  const { meta, isDeletion } = context;
  const { items, liveOrder } =
    meta.strategy === "merge" || isDeletion ? yield* mergeLists(pair, context) : { items: patch, liveOrder: live };
  return { items: sameItems(items, live) ? live : items, liveOrder };
}

/** Whether two lists have identical items. */
export function sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function* mergeLists({ live, patch }: ListPair, { meta, isDeletion, meter }: ListContext): LongWork<PatchedList> {
  if (live.length === 0 && patch.length === 0) return { items: live, liveOrder: live };
  if (!itemsAreObjects(live, patch)) {
    const named = new Set(patch);
    const items = isDeletion
      ? live.filter((item) => !named.has(item))
      : inOrder([...new Set([...live, ...patch])], { patch, live }, identityBy(""));
    return { items, liveOrder: live };
  }
  if (meta.mergeKey === "")
    throw unforeseen(`cannot merge lists without merge key for ${meta.schema.type ?? "struct"}`);
  const remaining = applyItemDirectives({ live, patch }, meta.mergeKey);
  const merged = yield* mergeItems(remaining, meta, meter);
  const items = inOrder(merged, remaining, identityBy(meta.mergeKey));
  // Upstream appends new items in place of items deleted from the live list, so these count as live.
  const liveOrder = remaining.freed > 0 ? merged.slice(0, live.length) : live;
  return { items, liveOrder };
}

interface RemainingLists extends ListPair {
  /** How many items of the live list were deleted. */
  readonly freed: number;
}

/** Applies items with `$patch: delete` and `$patch: replace`. The remaining ones are to be merged. */
function applyItemDirectives({ live, patch }: ListPair, mergeKey: string): RemainingLists {
  const plain: unknown[] = [];
  const deleted = new Set<unknown>();
  let replaces = false;
  for (const item of patch) {
    const directive = fieldOf(objectItem(item), patchDirective);
    if (directive === undefined) plain.push(item);
    else if (directive === "delete") deleted.add(mergeKeyOf(item, mergeKey));
    else if (directive === "replace") replaces = true;
    else if (directive === "merge") throw unforeseen("merging lists cannot yet be specified in the patch");
    else throw unforeseen(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(item)}`);
  }
  if (replaces) return { live: plain, patch: [], freed: 0 };
  if (deleted.size === 0) return { live, patch: plain, freed: 0 };
  const kept = live.filter((item) => !deleted.has(fieldOf(objectItem(item), mergeKey)));
  return { live: kept, patch: plain, freed: live.length - kept.length };
}

function* mergeItems(
  { live, patch }: ListPair,
  { mergeKey, schema }: PatchMeta,
  meter: Meter,
): LongWork<readonly unknown[]> {
  const merged = [...live];
  const found = new Map(positions(live, (item) => fieldOf(objectItem(item), mergeKey)));
  for (const item of patch) {
    if (meter.isDueAfter(unitsPerField)) yield;
    const key = mergeKeyOf(item, mergeKey);
    const at = found.get(key);
    if (at === undefined) {
      found.set(key, merged.length);
      merged.push(item);
    } else {
      merged[at] = yield* mergeMap(objectItem(merged[at]), objectItem(item), { schema, meter });
    }
  }
  return merged;
}

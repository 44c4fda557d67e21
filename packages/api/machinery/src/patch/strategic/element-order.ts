import { goPrint } from "../../decode/go-print.js";
import { fieldOf, isJsonObject } from "../../decode/json-value.js";
import { badPatch, unforeseen } from "../patch-error.js";
import { hasDirective, patchDirective, setElementOrderPrefix } from "./directives.js";
import { type Identity, positions } from "./list-items.js";

/** The orders that a merged list must follow. */
export interface ElementOrder {
  /** The order of the items in the patch. */
  readonly patch: readonly unknown[];
  /** The order in the live list. */
  readonly live: readonly unknown[];
}

/**
 * Sorts a merged list: the items in the patch's order follow that order, the others the order of the live list; where both
 * orders permit, the two are interleaved as in the live list.
 */
export function inOrder(merged: readonly unknown[], order: ElementOrder, identity: Identity): readonly unknown[] {
  const patchOrder = positions(order.patch, identity);
  const liveOrder = positions(order.live, identity);
  const fromPatch = merged.filter((item) => patchOrder.has(identity(item)));
  const liveOnly = merged.filter((item) => !patchOrder.has(identity(item)));
  return interleave(sorted(liveOnly, liveOrder, identity), sorted(fromPatch, patchOrder, identity), (left, right) => {
    const [leftAt, rightAt] = [liveOrder.get(identity(left)), liveOrder.get(identity(right))];
    return leftAt !== undefined && rightAt !== undefined && leftAt < rightAt;
  });
}

function sorted(
  items: readonly unknown[],
  order: ReadonlyMap<unknown, number>,
  identity: Identity,
): readonly unknown[] {
  const kept = items.filter((item) => !isDeletion(item));
  const known = kept.filter((item) => order.has(identity(item)));
  // Upstream's comparison places each item that is not in the order before all that precede it.
  const unknown = kept.filter((item) => !order.has(identity(item))).toReversed();
  known.sort((left, right) => (order.get(identity(left)) ?? 0) - (order.get(identity(right)) ?? 0));
  return [...unknown, ...known, ...items.filter(isDeletion)];
}

function isDeletion(item: unknown): boolean {
  return isJsonObject(item) && fieldOf(item, patchDirective) === "delete";
}

function interleave(
  left: readonly unknown[],
  right: readonly unknown[],
  isBefore: (left: unknown, right: unknown) => boolean,
): readonly unknown[] {
  const merged: unknown[] = [];
  let [leftAt, rightAt] = [0, 0];
  while (leftAt < left.length || rightAt < right.length) {
    const takesLeft = rightAt >= right.length || (leftAt < left.length && isBefore(left[leftAt], right[rightAt]));
    merged.push(takesLeft ? left[leftAt++] : right[rightAt++]);
  }
  return merged;
}

/**
 * Validates a patch's list against its `$setElementOrder` list: all its items, except deletions, must occur there in the same
 * order (and, due to how upstream traverses the lists, no other directive may follow the last item of the order). Throws
 * StoreError `InternalError`, as upstream does, if they do not.
 */
export function checkElementOrder(
  patchList: readonly unknown[],
  orderList: readonly unknown[],
  identity: Identity,
): void {
  if (patchList.length === 0 || orderList.length === 0) return;
  const kept = patchList.filter((item) => !isDeletion(item));
  let [patchAt, orderAt] = [0, 0];
  while (patchAt < kept.length && orderAt < orderList.length) {
    if (hasDirective(kept[patchAt])) {
      patchAt++;
      continue;
    }
    if (identity(kept[patchAt]) === identity(orderList[orderAt])) patchAt++;
    orderAt++;
  }
  if (patchAt === kept.length) return;
  const [patch, order] = [goPrint(patchList), goPrint(orderList)];
  throw unforeseen(`The order in patch list:\n${patch}\n doesn't match ${setElementOrderPrefix} list:\n${order}\n`);
}

/** The value of a `$setElementOrder` directive. Throws StoreError `BadRequest` if it is not a list. */
export function orderListOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw badPatch("invalid patch format of setElementOrder list");
}

import type { Store } from "../store/store.js";
import { StoreError } from "../store/store-error.js";
import { withWriteOptions } from "../store/with-write-options.js";
import type { Leadership } from "./leadership.js";

/**
 * A view of a store in which writes fail with `Conflict` once the term is over. Writes also carry the term's fence, if it has
 * one, so that stores that check fences refuse those that arrive too late. Reads are not affected.
 */
export function withLeadership(store: Store, leadership: Leadership): Store {
  return withWriteOptions(store, () => {
    if (!leadership.isCurrent())
      throw new StoreError("Conflict", "this process leads no longer: the write was not sent");
    return { fence: leadership.fence };
  });
}

import { copyWith, type EndpointSlice, type Service, type Stored } from "@engenho/core";
import type { SliceWrites } from "../shared/slice-writes.js";
import { isOwnedBy } from "./slice.js";

/**
 * Turns creates into updates of slices that would be deleted (ES-22): of the same address type, which is immutable, and
 * owned by this Service, because other slices may already be in deletion by the garbage collector. The update is
 * unconditional.
 */
export function recycleSlices(
  service: Stored<Service>,
  creates: readonly EndpointSlice[],
  deletes: readonly Stored<EndpointSlice>[],
): SliceWrites {
  const left = [...creates];
  const updates: EndpointSlice[] = [];
  const remaining: Stored<EndpointSlice>[] = [];
  for (const slice of deletes) {
    const replacement = left.at(-1);
    if (replacement !== undefined && replacement.addressType === slice.addressType && isOwnedBy(slice, service)) {
      left.pop();
      updates.push({ ...replacement, metadata: copyWith(replacement.metadata, { name: slice.metadata.name }) });
    } else {
      remaining.push(slice);
    }
  }
  return { creates: left, updates, deletes: remaining };
}

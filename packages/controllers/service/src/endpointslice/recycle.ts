import { copyWith, type EndpointSlice, type Service, type Stored } from "@engenho/core";
import type { SliceWrites } from "../shared/slice-writes.js";
import { isOwnedBy } from "./slice.js";

/**
 * Turns each create into an update of a slice that would be deleted (ES-22): of the same type, since that cannot change,
 * and owned by this very Service, since others' slices may be the garbage collector's already. The update takes the
 * slice whatever became of it meanwhile.
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

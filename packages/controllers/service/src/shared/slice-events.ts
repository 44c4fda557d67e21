import { type EndpointSlice, makeKey, type WatchEvent } from "@engenho/core";
import type { SliceTracker } from "./slice-tracker.js";
import { serviceNameLabel, sliceManagedByLabel } from "./well-known-names.js";

/** The key of the Service that a slice belongs to, by its label; `undefined` without the label. */
export function serviceKeyOf({ metadata }: EndpointSlice): string | undefined {
  const service = metadata.labels?.[serviceNameLabel];
  return service === undefined || service === "" ? undefined : makeKey(metadata.namespace, service);
}

/**
 * The Services whose slices were changed by another client (ES-2, EM-3). A label change that moves a slice to another
 * Service, or from or to `managedBy`, enqueues the Services concerned; any other change only the slice's Service, and only if
 * this controller manages the slice and did not make the change itself.
 *
 * Upstream ignores the deletion of a slice that it has not written since its start; here it is noticed.
 */
export function servicesOfSliceEvent(
  event: WatchEvent<EndpointSlice>,
  managedBy: string,
  tracker: SliceTracker,
): readonly string[] {
  const slice = event.object;
  const key = serviceKeyOf(slice);
  const isManaged = isManagedBy(slice, managedBy);
  if (event.type === "MODIFIED") {
    const before = serviceKeyOf(event.previous);
    if (before !== key) return [key, before].filter((each) => each !== undefined);
    if (isManagedBy(event.previous, managedBy) !== isManaged) return key === undefined ? [] : [key];
  }
  if (key === undefined || !isManaged) return [];
  const isExternal =
    event.type === "DELETED" ? tracker.isExternalDeletion(key, slice) : tracker.isExternalWrite(key, slice);
  return isExternal ? [key] : [];
}

function isManagedBy({ metadata }: EndpointSlice, managedBy: string): boolean {
  return metadata.labels?.[sliceManagedByLabel] === managedBy;
}

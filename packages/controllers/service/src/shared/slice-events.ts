import { type EndpointSlice, makeKey, type WatchEvent } from "@engenho/core";
import type { SliceTracker } from "./slice-tracker.js";
import { serviceNameLabel, sliceManagedByLabel } from "./well-known-names.js";

/** The key of the Service that a slice belongs to, by its label; `undefined` when it names none. */
export function serviceKeyOf({ metadata }: EndpointSlice): string | undefined {
  const service = metadata.labels?.[serviceNameLabel];
  return service === undefined || service === "" ? undefined : makeKey(metadata.namespace, service);
}

/**
 * The Services whose slices somebody else has changed (ES-2, EM-3). A label that moves a slice to another Service, or from
 * or to `managedBy`, concerns whoever had it; anything else only the manager of the slice, unless it did it itself.
 *
 * Upstream takes no notice when a slice is deleted that it has not written since it started; here that is noticed too.
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
  const isNews = event.type === "DELETED" ? tracker.wasDeleted(key, slice) : tracker.isNews(key, slice);
  return isNews ? [key] : [];
}

function isManagedBy({ metadata }: EndpointSlice, managedBy: string): boolean {
  return metadata.labels?.[sliceManagedByLabel] === managedBy;
}

import type { KubernetesObject, ManagedFieldsEntry } from "@engenho/core";
import { equalJson } from "../decode/json-value.js";

/**
 * `next`, or `current` when all that tells them apart is the time of managed fields entries: a write that changes nothing
 * else is no change (upstream's IgnoreManagedFieldsTimestampsTransformer). Call it last, before the commit.
 */
export function withoutTimestampChanges<T extends KubernetesObject>(next: T, current: T): T {
  const entries = next.metadata.managedFields ?? [];
  const currentEntries = current.metadata.managedFields ?? [];
  if (entries.length === 0 || entries.length !== currentEntries.length) return next;
  const sameButTimes = entries.every((entry, index) => {
    const other = currentEntries[index] as ManagedFieldsEntry;
    return entry === other || equalJson({ ...entry, time: "" }, { ...other, time: "" });
  });
  if (!sameButTimes) return next;
  const withCurrentTimes = { ...next, metadata: { ...next.metadata, managedFields: currentEntries } };
  return equalJson(withCurrentTimes, current) ? current : next;
}

import type { KubernetesObject, Stored } from "@engenho/core";
import { deepEqual } from "@engenho/machinery";

/**
 * Whether a write changes nothing (AP-17); timestamps in managedFields do not count (upstream:
 * IgnoreManagedFieldsTimestampsTransformer).
 */
export function isUnchanged(next: KubernetesObject, current: Stored): boolean {
  if (!deepEqual(next.metadata.managedFields, current.metadata.managedFields)) {
    const timeless = (object: KubernetesObject) =>
      object.metadata.managedFields?.map(({ time: _time, ...entry }) => entry) ?? [];
    if (!deepEqual(timeless(next), timeless(current))) return false;
    const { managedFields: _next, ...nextMetadata } = next.metadata;
    const { managedFields: _current, ...currentMetadata } = current.metadata;
    return deepEqual({ ...next, metadata: nextMetadata }, { ...current, metadata: currentMetadata });
  }
  return deepEqual(next, current);
}

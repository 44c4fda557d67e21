import type { StorageKey } from "./backend.js";
import type { Resource } from "./resource.js";

/** Where an object of a resource is kept. The namespace of a cluster-scoped kind is not looked at. */
export function storageKey(resource: Resource, namespace: string | undefined, name: string): StorageKey {
  const { group, kind } = resource.stored;
  return { group, kind, namespace: resource.definition.namespaced ? (namespace ?? "") : "", name };
}

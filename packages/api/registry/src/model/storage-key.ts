import type { ObjectReference } from "@engenho/core";
import type { StorageKey } from "@engenho/storage";
import type { Resource } from "./resource.js";

/**
 * The storage key of an object that a caller refers to. Throws TypeError if the reference of a namespaced kind has no
 * namespace, because it would find nothing.
 */
export function referencedKey(method: string, resource: Resource, { namespace, name }: ObjectReference): StorageKey {
  if (resource.definition.namespaced && (namespace === undefined || namespace === "")) {
    throw new TypeError(`${method}: key.namespace is missing: a ${resource.kind} is in a namespace`);
  }
  return storageKey(resource, namespace, name);
}

/** The storage key of an object. The namespace of a cluster-scoped kind is ignored. */
export function storageKey(resource: Resource, namespace: string | undefined, name: string): StorageKey {
  const { group, kind } = resource.stored;
  return { group, kind, namespace: resource.definition.namespaced ? (namespace ?? "") : "", name };
}

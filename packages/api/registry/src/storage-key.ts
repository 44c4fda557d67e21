import type { ObjectReference } from "@engenho/core";
import type { StorageKey } from "./backend.js";
import type { Resource } from "./resource.js";

/**
 * Where the object is kept that a caller refers to. Throws TypeError when the reference of a namespaced kind has no namespace,
 * which finds nothing in any.
 */
export function referencedKey(method: string, resource: Resource, { namespace, name }: ObjectReference): StorageKey {
  if (resource.definition.namespaced && (namespace === undefined || namespace === "")) {
    throw new TypeError(`${method}: reference.namespace is missing: a ${resource.kind} is in a namespace`);
  }
  return storageKey(resource, namespace, name);
}

/** Where an object of a resource is kept. The namespace of a cluster-scoped kind is not looked at. */
export function storageKey(resource: Resource, namespace: string | undefined, name: string): StorageKey {
  const { group, kind } = resource.stored;
  return { group, kind, namespace: resource.definition.namespaced ? (namespace ?? "") : "", name };
}

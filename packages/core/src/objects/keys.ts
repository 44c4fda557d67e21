import type { KubernetesObject, ObjectKey } from "./object.js";

/** The work key of an object: `namespace/name`, or `name` for a cluster-scoped one (CM-1). */
export function keyOf(object: KubernetesObject): string {
  return makeKey(object.metadata.namespace, object.metadata.name ?? "");
}

/** Like {@link keyOf}, built from namespace and name. */
export function makeKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** Splits a work key into namespace and name. */
export function splitKey(key: string): ObjectKey {
  const slash = key.indexOf("/");
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

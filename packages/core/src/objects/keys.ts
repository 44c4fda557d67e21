import type { KindReference, KubernetesObject, ObjectReference } from "./object.js";

/** The work key of an object: `namespace/name`, or `name` for a cluster-scoped one (CM-1). */
export function keyOf(object: KubernetesObject): string {
  return makeKey(object.metadata.namespace, object.metadata.name ?? "");
}

/** As {@link keyOf}, from its parts. */
export function makeKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** The parts of a work key. */
export function splitKey(key: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf("/");
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The reference to the object of a kind that a work key means. */
export function referenceByKey({ apiVersion, kind }: KindReference, key: string): ObjectReference {
  const { namespace, name } = splitKey(key);
  return { apiVersion, kind, namespace, name };
}

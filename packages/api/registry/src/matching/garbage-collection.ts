import { type KubernetesObject, strictlyEqual } from "@engenho/core";

/** Whether an update changes nothing but what the garbage collector does (upstream: IsOnlyMutatingGCFields). */
export function changesOnlyGarbageCollection(
  object: KubernetesObject,
  oldObject: KubernetesObject | undefined,
): boolean {
  return oldObject !== undefined && strictlyEqual(withoutCollected(object), withoutCollected(oldObject));
}

function withoutCollected({ metadata, ...content }: KubernetesObject): object {
  const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _managers, ...rest } = metadata;
  return { ...content, metadata: rest };
}

import { groupOf, type ServedKind, type Stored } from "@engenho/core";

/** The remaining content of a namespace. */
export interface Remains {
  /** The number of objects of each resource, such as `pods.` or `deployments.apps`. */
  readonly objects: ReadonlyMap<string, number>;
  /** The number of objects with each finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
}

/** Counts the remaining objects of each kind. */
export function countRemains(found: readonly (readonly [kind: ServedKind, objects: readonly Stored[]])[]): Remains {
  const objects = new Map<string, number>();
  const finalizers = new Map<string, number>();
  for (const [kind, items] of found) {
    if (items.length === 0) continue;
    objects.set(`${kind.plural}.${groupOf(kind.apiVersion)}`, items.length);
    for (const { metadata } of items) {
      for (const finalizer of metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
  }
  return { objects, finalizers };
}

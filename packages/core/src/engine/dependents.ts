import { makeKey } from "../objects/keys.js";
import type { KubernetesObject, OwnerReference } from "../objects/object.js";
import { controllerOf } from "../objects/owner-references.js";
import { strictlyEqual } from "../objects/strict-equality.js";
import type { WatchEvent } from "../store/watch.js";

/** Whom a dependent's commit concerns. */
export interface WokenByDependent<T extends KubernetesObject = KubernetesObject> {
  /** Keys of the owners, by the names in its controller references; whether they exist is seen in the reconcile. */
  readonly owners: readonly string[];
  /** Set to the dependent when nobody controls it: whoever selects it may want to adopt it. */
  readonly orphan?: T;
}

/** The kind of owners that a controller looks for. */
export interface OwnerKind {
  readonly kind: string;
  /** Default true. */
  readonly namespaced?: boolean;
}

const nobody: WokenByDependent<never> = { owners: [] };

/**
 * Maps a dependent's commit to whom it concerns: its controller, the controller that it had before, and for an orphan whoever
 * selects it (RS-5..RS-13, DEP-3..DEP-5; upstream's addPod, updatePod and deletePod of pkg/controller/replicaset). Pure.
 */
export function wokenByDependent<T extends KubernetesObject>(
  event: WatchEvent<T>,
  ownerKind: OwnerKind,
): WokenByDependent<T> {
  const { object } = event;
  const owner = controllerOf(object);
  const deleting = object.metadata.deletionTimestamp !== undefined;
  if (event.type !== "MODIFIED") {
    if (owner !== undefined) return { owners: ownerKeys(object, [owner], ownerKind) };
    // RS-6, RS-13: nobody waits for an orphan that goes.
    return event.type === "DELETED" || deleting ? nobody : { owners: [], orphan: object };
  }

  const { previous } = event;
  if (previous.metadata.resourceVersion === object.metadata.resourceVersion) return nobody;
  const earlier = controllerOf(previous);
  const ownerChanged = !strictlyEqual(owner, earlier);
  const owners = ownerKeys(object, [ownerChanged ? earlier : undefined, owner], ownerKind);
  if (owner !== undefined || deleting) return { owners };
  const labelsChanged = !strictlyEqual(object.metadata.labels, previous.metadata.labels);
  return ownerChanged || labelsChanged ? { owners, orphan: object } : { owners };
}

/** The group of the reference is not compared (RS-5). */
function ownerKeys(
  { metadata: { namespace } }: KubernetesObject,
  references: readonly (OwnerReference | undefined)[],
  { kind, namespaced = true }: OwnerKind,
): string[] {
  const keys: string[] = [];
  for (const reference of references) {
    if (reference?.kind !== kind) continue;
    const key = makeKey(namespaced ? namespace : undefined, reference.name);
    if (!keys.includes(key)) keys.push(key);
  }
  return keys;
}

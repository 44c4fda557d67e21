import { makeKey } from "../objects/keys.js";
import type { KubernetesObject, OwnerReference } from "../objects/object.js";
import { controllerOf } from "../objects/owner-references.js";
import { strictlyEqual } from "../objects/strict-equality.js";
import type { WatchEvent } from "../store/watch.js";

/** Which owners an event of a dependent concerns. */
export interface WokenByDependent<T extends KubernetesObject = KubernetesObject> {
  /** Keys of the owners named by its controller references; the reconcile finds out whether they exist. */
  readonly owners: readonly string[];
  /** The dependent, if it has no controller: owners whose selector matches it may adopt it. */
  readonly orphan?: T;
}

/** The kind of the owners. */
export interface OwnerKind {
  readonly kind: string;
  /** Default true. */
  readonly namespaced?: boolean;
}

const noOwners: WokenByDependent<never> = { owners: [] };

/**
 * Maps an event of a dependent to the owners it concerns: its controller, its previous controller, and for an orphan the
 * owners that select it (RS-5..RS-13, DEP-3..DEP-5; upstream's addPod, updatePod and deletePod of
 * pkg/controller/replicaset). Pure.
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
    // RS-6, RS-13: an orphan that is deleted or terminating cannot be adopted.
    return event.type === "DELETED" || deleting ? noOwners : { owners: [], orphan: object };
  }

  const { previous } = event;
  if (previous.metadata.resourceVersion === object.metadata.resourceVersion) return noOwners;
  const earlier = controllerOf(previous);
  const ownerChanged = !strictlyEqual(owner, earlier);
  const owners = ownerKeys(object, [ownerChanged ? earlier : undefined, owner], ownerKind);
  if (owner !== undefined || deleting) return { owners };
  const labelsChanged = !strictlyEqual(object.metadata.labels, previous.metadata.labels);
  return ownerChanged || labelsChanged ? { owners, orphan: object } : { owners };
}

/** RS-5: the group of the reference is not compared. */
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

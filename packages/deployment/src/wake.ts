import {
  compileLabelSelector,
  controllerOf,
  type Deployment,
  findObject,
  type KindReference,
  type KubernetesObject,
  keyOf,
  makeKey,
  type OwnerReference,
  type Pod,
  type ReplicaSet,
  type Store,
  type Stored,
  strictlyEqual,
  type WatchEvent,
} from "@engenho/core";
import { deploymentKind, podKind, replicaSetKind } from "./kinds.js";
import { areRunning } from "./recreate.js";

/** Whom a ReplicaSet's commit concerns. */
export interface WokenByReplicaSet {
  /** Keys of the owners, by the names in the controller references; whether they exist is seen in the reconcile. */
  readonly owners: readonly string[];
  /** Set to the ReplicaSet when nobody owns it: whoever selects it may want to adopt it. */
  readonly orphan?: ReplicaSet;
}

/** Maps a ReplicaSet's commit to whom it concerns (DEP-3..DEP-5). Pure. */
export function wokenByReplicaSet(event: WatchEvent): WokenByReplicaSet {
  const replicaSet = event.object as Stored<ReplicaSet>;
  const owner = controllerOf(replicaSet);
  if (event.type !== "MODIFIED") {
    if (owner !== undefined) return { owners: ownerKeys(replicaSet, [owner]) };
    const goes = event.type === "DELETED" || replicaSet.metadata.deletionTimestamp !== undefined;
    return goes ? { owners: [] } : { owners: [], orphan: replicaSet };
  }
  const { previous } = event;
  if (previous.metadata.resourceVersion === replicaSet.metadata.resourceVersion) return { owners: [] };
  const earlier = controllerOf(previous);
  const ownerChanged = !strictlyEqual(owner, earlier);
  const owners = ownerKeys(replicaSet, [ownerChanged ? earlier : undefined, owner]);
  const labelsChanged = !strictlyEqual(replicaSet.metadata.labels, previous.metadata.labels);
  return owner === undefined && (ownerChanged || labelsChanged) ? { owners, orphan: replicaSet } : { owners };
}

/** The keys of the Deployments that select an orphan. One without labels, and an empty selector: nobody (DEP-3). */
export async function deploymentsSelecting(store: Store, replicaSet: ReplicaSet): Promise<readonly string[]> {
  const { namespace, labels = {} } = replicaSet.metadata;
  if (Object.keys(labels).length === 0) return [];
  const { items } = await store.list<Deployment>(deploymentKind, { namespace });
  return items.filter((deployment) => selects(deployment, labels)).map(keyOf);
}

/**
 * The Deployment that waits for a pod that is gone now, if one does (DEP-6): a Recreate Deployment, once the pod's
 * ReplicaSet has no pod left that keeps the next ones waiting. Upstream waits until all its ReplicaSets have no pod object
 * at all, and so forever where a Failed one lies about.
 */
export async function deploymentWaitingFor(store: Store, pod: Pod): Promise<readonly string[]> {
  const { namespace } = pod.metadata;
  const replicaSet = await controllerObject<ReplicaSet>(store, replicaSetKind, pod);
  if (replicaSet === undefined) return [];
  const deployment = await controllerObject<Deployment>(store, deploymentKind, replicaSet);
  if (deployment?.spec?.strategy?.type !== "Recreate") return [];
  const { items } = await store.list<Pod>(podKind, { namespace, ownerUid: replicaSet.metadata.uid });
  return areRunning(items) ? [] : [keyOf(deployment)];
}

function ownerKeys(replicaSet: ReplicaSet, references: readonly (OwnerReference | undefined)[]): readonly string[] {
  const keys = new Set<string>();
  for (const reference of references) {
    if (reference?.kind === deploymentKind.kind) keys.add(makeKey(replicaSet.metadata.namespace, reference.name));
  }
  return [...keys];
}

function selects(deployment: Deployment, labels: Readonly<Record<string, string>>): boolean {
  try {
    const selector = compileLabelSelector(deployment.spec?.selector);
    return !selector.selectsEverything && selector.matches(labels);
  } catch (error) {
    // A selector that cannot be converted matches nothing; its Deployment's own reconcile says what is wrong with it.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The controller of an object: the kind and the UID have to be right, the group is not compared. */
async function controllerObject<T extends KubernetesObject>(
  store: Store,
  { apiVersion, kind }: KindReference,
  object: KubernetesObject,
): Promise<Stored<T> | undefined> {
  const reference = controllerOf(object);
  if (reference === undefined || reference.kind !== kind) return undefined;
  const { namespace } = object.metadata;
  const controller = await findObject<T>(store, { apiVersion, kind, namespace, name: reference.name });
  return controller?.metadata.uid === reference.uid ? controller : undefined;
}

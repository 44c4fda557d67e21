import {
  controllerOf,
  type Deployment,
  findObject,
  type KindReference,
  type KubernetesObject,
  keyOf,
  type Pod,
  pods,
  type ReplicaSet,
  type Store,
  type Stored,
} from "@engenho/core";
import { deploymentKind, replicaSetKind } from "./kinds.js";
import { areRunning } from "./recreate.js";

/**
 * The Deployment that waits for a deleted pod, if there is one (DEP-6): a Recreate Deployment, if the pod's ReplicaSet has no
 * pod left that delays the new ReplicaSet. Upstream waits until none of its ReplicaSets has a pod object, and so forever if
 * there is a Failed one.
 */
export async function deploymentWaitingFor(store: Store, pod: Pod): Promise<readonly string[]> {
  const { namespace } = pod.metadata;
  const replicaSet = await controllerObject<ReplicaSet>(store, replicaSetKind, pod);
  if (replicaSet === undefined) return [];
  const deployment = await controllerObject<Deployment>(store, deploymentKind, replicaSet);
  if (deployment?.spec?.strategy?.type !== "Recreate") return [];
  const { items } = await store.list(pods, { namespace, ownerUid: replicaSet.metadata.uid });
  return areRunning(items) ? [] : [keyOf(deployment)];
}

/** The controller of an object: kind and UID must match, the group is not compared. */
async function controllerObject<T extends KubernetesObject>(
  store: Store,
  { apiVersion, kind }: KindReference,
  object: KubernetesObject,
): Promise<Stored<T> | undefined> {
  const reference = controllerOf(object);
  if (reference === undefined || reference.kind !== kind) return undefined;
  const { namespace } = object.metadata;
  const controller = await findObject<T>(store, { apiVersion, kind }, { namespace, name: reference.name });
  return controller?.metadata.uid === reference.uid ? controller : undefined;
}

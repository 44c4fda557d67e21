import { type Deployment, parseTime, type ReplicaSet, type Stored } from "@engenho/core";

/** The ReplicaSets of a Deployment, told apart by their templates (DEP-25). */
export interface DeploymentReplicaSets {
  /** The one with the Deployment's template; `undefined` when there is none yet. */
  readonly newReplicaSet: Stored<ReplicaSet> | undefined;
  /** All others, oldest first. */
  readonly oldReplicaSets: readonly Stored<ReplicaSet>[];
}

/** The old ones, then the new one if there is any. */
export function allOf({ newReplicaSet, oldReplicaSets }: DeploymentReplicaSets): readonly Stored<ReplicaSet>[] {
  return newReplicaSet === undefined ? oldReplicaSets : [...oldReplicaSets, newReplicaSet];
}

/** The same ReplicaSets with `updated` in the place of its former version. */
export function withUpdated(sets: DeploymentReplicaSets, updated: Stored<ReplicaSet>): DeploymentReplicaSets {
  const { newReplicaSet, oldReplicaSets } = sets;
  if (newReplicaSet?.metadata.uid === updated.metadata.uid) return { newReplicaSet: updated, oldReplicaSets };
  const replace = (each: Stored<ReplicaSet>) => (each.metadata.uid === updated.metadata.uid ? updated : each);
  return { newReplicaSet, oldReplicaSets: oldReplicaSets.map(replace) };
}

/** `spec.replicas`; 1 where nothing is said. */
export function specReplicas(object: ReplicaSet | Deployment): number {
  return object.spec?.replicas ?? 1;
}

/** The pods that these ReplicaSets ask for. */
export function totalSpecReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, each) => sum + specReplicas(each), 0);
}

/** A count of the status, summed over these ReplicaSets. */
export function totalStatus(
  replicaSets: readonly ReplicaSet[],
  count: "replicas" | "readyReplicas" | "availableReplicas",
): number {
  return replicaSets.reduce((sum, each) => sum + (each.status?.[count] ?? 0), 0);
}

/** Those that ask for pods (controller.FilterActiveReplicaSets). */
export function activeOf(replicaSets: readonly Stored<ReplicaSet>[]): Stored<ReplicaSet>[] {
  return replicaSets.filter((each) => specReplicas(each) > 0);
}

/** Orders by creation, then name (controller.ReplicaSetsByCreationTimestamp). */
export function oldestFirst(left: ReplicaSet, right: ReplicaSet): number {
  const age = createdMs(left) - createdMs(right);
  if (age !== 0) return age;
  const { name: leftName = "" } = left.metadata;
  const { name: rightName = "" } = right.metadata;
  if (leftName === rightName) return 0;
  return leftName < rightName ? -1 : 1;
}

function createdMs(replicaSet: ReplicaSet): number {
  return parseTime(replicaSet.metadata.creationTimestamp) ?? 0;
}

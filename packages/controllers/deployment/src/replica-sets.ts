import { type Deployment, parseTime, type ReplicaSet, type Stored } from "@engenho/core";

/** The ReplicaSets of a Deployment, partitioned by template (DEP-25). */
export interface DeploymentReplicaSets {
  /** The one with the Deployment's template; `undefined` if it does not exist yet. */
  readonly newReplicaSet: Stored<ReplicaSet> | undefined;
  /** All others, oldest first. */
  readonly oldReplicaSets: readonly Stored<ReplicaSet>[];
}

/** All of them, the new one last. */
export function allOf({ newReplicaSet, oldReplicaSets }: DeploymentReplicaSets): readonly Stored<ReplicaSet>[] {
  return newReplicaSet === undefined ? oldReplicaSets : [...oldReplicaSets, newReplicaSet];
}

/** The same ReplicaSets with `updated` instead of its previous version. */
export function withUpdated(sets: DeploymentReplicaSets, updated: Stored<ReplicaSet>): DeploymentReplicaSets {
  const { newReplicaSet, oldReplicaSets } = sets;
  if (newReplicaSet?.metadata.uid === updated.metadata.uid) return { newReplicaSet: updated, oldReplicaSets };
  const replace = (each: Stored<ReplicaSet>) => (each.metadata.uid === updated.metadata.uid ? updated : each);
  return { newReplicaSet, oldReplicaSets: oldReplicaSets.map(replace) };
}

/** `spec.replicas`; 1 by default. */
export function specReplicas(object: ReplicaSet | Deployment): number {
  return object.spec?.replicas ?? 1;
}

/** The sum of `spec.replicas`. */
export function totalSpecReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, each) => sum + specReplicas(each), 0);
}

/** The sum of a status count. */
export function totalStatus(
  replicaSets: readonly ReplicaSet[],
  count: "replicas" | "readyReplicas" | "availableReplicas",
): number {
  return replicaSets.reduce((sum, each) => sum + (each.status?.[count] ?? 0), 0);
}

/** Those with `spec.replicas` above 0 (controller.FilterActiveReplicaSets). */
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

import { type Deployment, type ReplicaSet, resolveIntOrPercent, type Stored } from "@engenho/core";
import { isRollingUpdate, minAvailable } from "./fenceposts.js";
import { activeOf, allOf, type DeploymentReplicaSets, specReplicas, totalSpecReplicas } from "./replica-sets.js";

/** A ReplicaSet and the number of pods that it should ask for. */
export interface Scaling {
  readonly replicaSet: Stored<ReplicaSet>;
  readonly replicas: number;
}

/**
 * How many pods the new ReplicaSet may ask for now, when it asks for `current` and the others are `oldReplicaSets`
 * (deploymentutil.NewRSNewReplicas; DEP-53): as many as the surge leaves room for, at most all that are wanted. Throws
 * RangeError for a surge that cannot be read and for a strategy that nobody knows.
 */
export function newReplicaSetReplicas(
  deployment: Deployment,
  oldReplicaSets: readonly ReplicaSet[],
  current: number,
): number {
  const replicas = specReplicas(deployment);
  const { type, rollingUpdate } = deployment.spec?.strategy ?? {};
  if (type === "Recreate") return replicas;
  if (!isRollingUpdate(deployment)) throw new RangeError(`deployment type ${type} isn't supported`);
  const most = replicas + resolveIntOrPercent(rollingUpdate?.maxSurge, replicas, true);
  const total = totalSpecReplicas(oldReplicaSets) + current;
  return total >= most ? current : current + Math.min(most - total, replicas - current);
}

/** How many pods the new ReplicaSet should ask for in a rolling update (reconcileNewReplicaSet; DEP-52). */
export function planNewReplicaSet(
  deployment: Deployment,
  newReplicaSet: ReplicaSet,
  oldReplicaSets: readonly ReplicaSet[],
): number {
  const current = specReplicas(newReplicaSet);
  const wanted = specReplicas(deployment);
  return current >= wanted ? wanted : newReplicaSetReplicas(deployment, oldReplicaSets, current);
}

/**
 * How many pods of the old ReplicaSets may go in all, available or not (DEP-54): what is there beyond the fewest that must
 * be available, without the new pods that are not available yet, for they cannot stand in for old ones. 0 or less: none.
 */
export function scaleDownBudget(deployment: Deployment, sets: DeploymentReplicaSets): number {
  const { newReplicaSet, oldReplicaSets } = sets;
  if (totalSpecReplicas(oldReplicaSets) === 0) return 0;
  const newUnavailable =
    newReplicaSet === undefined ? 0 : specReplicas(newReplicaSet) - lastingAvailable(newReplicaSet);
  return totalSpecReplicas(allOf(sets)) - minAvailable(deployment) - newUnavailable;
}

/** What {@link planUnhealthyCleanup} says. */
export interface UnhealthyCleanup {
  readonly scalings: readonly Scaling[];
  /** A ReplicaSet tells of more available pods than it asks for: its status is behind, and nothing further can be planned. */
  readonly statusBehind: boolean;
}

/** Takes away old pods that are not available, oldest ReplicaSet first, while the budget lasts (DEP-55). */
export function planUnhealthyCleanup(oldReplicaSets: readonly Stored<ReplicaSet>[], budget: number): UnhealthyCleanup {
  const scalings: Scaling[] = [];
  let left = budget;
  for (const replicaSet of activeOf(oldReplicaSets)) {
    if (left <= 0) break;
    const replicas = specReplicas(replicaSet);
    const unavailable = replicas - (replicaSet.status?.availableReplicas ?? 0);
    if (unavailable < 0) return { scalings, statusBehind: true };
    if (unavailable === 0) continue;
    const fewer = Math.min(left, unavailable);
    scalings.push({ replicaSet, replicas: replicas - fewer });
    left -= fewer;
  }
  return { scalings, statusBehind: false };
}

/** Takes away old pods as far as more are available than must be, oldest ReplicaSet first (DEP-56). */
export function planScaleDown(deployment: Deployment, sets: DeploymentReplicaSets): readonly Scaling[] {
  const active = activeOf(sets.oldReplicaSets);
  const counted = sets.newReplicaSet === undefined ? active : [...active, sets.newReplicaSet];
  const available = counted.reduce((sum, each) => sum + lastingAvailable(each), 0);
  let left = available - minAvailable(deployment);
  const scalings: Scaling[] = [];
  for (const replicaSet of active) {
    if (left <= 0) break;
    const replicas = specReplicas(replicaSet);
    const fewer = Math.min(replicas, left);
    scalings.push({ replicaSet, replicas: replicas - fewer });
    left -= fewer;
  }
  return scalings;
}

/**
 * The available pods that a ReplicaSet keeps. Right after it was scaled down its status still counts those that are about
 * to go; upstream takes them for available and can so scale old ReplicaSets below what must be available.
 */
function lastingAvailable(replicaSet: ReplicaSet): number {
  return Math.min(replicaSet.status?.availableReplicas ?? 0, specReplicas(replicaSet));
}

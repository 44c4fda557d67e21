import { type Deployment, type ReplicaSet, resolveIntOrPercent, type Stored } from "@engenho/core";
import { isRollingUpdate, minAvailable } from "./fenceposts.js";
import { activeOf, allOf, type DeploymentReplicaSets, specReplicas, totalSpecReplicas } from "./replica-sets.js";

/** A ReplicaSet and its desired size. */
export interface Scaling {
  readonly replicaSet: Stored<ReplicaSet>;
  readonly replicas: number;
}

/**
 * The size that the new ReplicaSet may have now, given its `current` size and the old ReplicaSets
 * (deploymentutil.NewRSNewReplicas; DEP-53): as large as maxSurge allows, up to the Deployment's replicas. Throws RangeError
 * for an invalid maxSurge or an unknown strategy.
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

/** The size of the new ReplicaSet in a rolling update (reconcileNewReplicaSet; DEP-52). */
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
 * By how many pods the old ReplicaSets may be scaled down in total, available or not (DEP-54): the pods in excess of the
 * minimum available ones, without new pods that are not available yet, because they cannot replace old ones. 0 or less: none.
 */
export function scaleDownBudget(deployment: Deployment, sets: DeploymentReplicaSets): number {
  const { newReplicaSet, oldReplicaSets } = sets;
  if (totalSpecReplicas(oldReplicaSets) === 0) return 0;
  const newUnavailable =
    newReplicaSet === undefined ? 0 : specReplicas(newReplicaSet) - remainingAvailable(newReplicaSet);
  return totalSpecReplicas(allOf(sets)) - minAvailable(deployment) - newUnavailable;
}

/** The result of {@link planUnhealthyCleanup}. */
export interface UnhealthyCleanup {
  readonly scalings: readonly Scaling[];
  /** A ReplicaSet reports more available pods than it wants: its status is stale, and no further step can be planned. */
  readonly statusBehind: boolean;
}

/** Scales down unavailable old pods, starting with the oldest ReplicaSet, up to the budget (DEP-55). */
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

/** Scales down old pods in excess of the minimum available ones, starting with the oldest ReplicaSet (DEP-56). */
export function planScaleDown(deployment: Deployment, sets: DeploymentReplicaSets): readonly Scaling[] {
  const active = activeOf(sets.oldReplicaSets);
  const counted = sets.newReplicaSet === undefined ? active : [...active, sets.newReplicaSet];
  const available = counted.reduce((sum, each) => sum + remainingAvailable(each), 0);
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
 * The available pods that a ReplicaSet will keep. Right after a scale-down its status still counts the pods that are being
 * deleted; upstream counts them as available and can scale old ReplicaSets below the minimum.
 */
function remainingAvailable(replicaSet: ReplicaSet): number {
  return Math.min(replicaSet.status?.availableReplicas ?? 0, specReplicas(replicaSet));
}

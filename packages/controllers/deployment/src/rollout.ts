import { controllerOf, isStoreError, type LabelMatcher, type Pod } from "@engenho/core";
import { planCleanup } from "./cleanup.js";
import type { DeploymentSync } from "./deployment-sync.js";
import { podKind } from "./kinds.js";
import { createNewReplicaSet } from "./new-replica-set-sync.js";
import { areRunning, oldReplicaSetsHavePods, planRecreateScaleDown } from "./recreate.js";
import { type DeploymentReplicaSets, specReplicas, withUpdated } from "./replica-sets.js";
import { planNewReplicaSet, planScaleDown, planUnhealthyCleanup, type Scaling, scaleDownBudget } from "./rolling.js";
import { isComplete } from "./status.js";
import { syncRolloutStatus } from "./status-sync.js";

/**
 * One step of a rolling update: scales either the new ReplicaSet or old ones (rolloutRolling; DEP-50..DEP-59). Returns after
 * how many milliseconds to reconcile again.
 */
export async function rolloutRolling(sync: DeploymentSync, found: DeploymentReplicaSets): Promise<number | undefined> {
  const sets = await createNewReplicaSet(sync, found);
  const { newReplicaSet, oldReplicaSets } = sets;
  const replicas = planNewReplicaSet(sync.deployment, newReplicaSet, oldReplicaSets);
  if (replicas !== specReplicas(newReplicaSet)) {
    return syncRolloutStatus(sync, await applyScalings(sync, sets, [{ replicaSet: newReplicaSet, replicas }]));
  }
  const scaled = await scaleDownOld(sync, sets);
  if (scaled.sets !== sets || scaled.failure !== undefined) {
    const checkMs = syncRolloutStatus(sync, scaled.sets);
    // Upstream drops the error here (DEP-57). Throwing it causes a retry; the staged status is written nevertheless.
    if (scaled.failure !== undefined) throw scaled.failure;
    return checkMs;
  }
  return finish(sync, sets);
}

/**
 * One step of a Recreate rollout: the old ReplicaSets are scaled to 0, and the new one is scaled up only when the old pods
 * are gone (rolloutRecreate; DEP-60..DEP-63).
 */
export async function rolloutRecreate(
  sync: DeploymentSync,
  found: DeploymentReplicaSets,
  selector: LabelMatcher,
): Promise<number | undefined> {
  const scalings = planRecreateScaleDown(found);
  if (scalings.length > 0) return syncRolloutStatus(sync, await applyScalings(sync, found, scalings));
  if (oldReplicaSetsHavePods(found) || (await oldPodsRunning(sync, found, selector))) {
    return syncRolloutStatus(sync, found);
  }
  const sets = await createNewReplicaSet(sync, found);
  const replicas = specReplicas(sync.deployment);
  const { newReplicaSet } = sets;
  if (specReplicas(newReplicaSet) === replicas) return finish(sync, sets);
  return finish(sync, await applyScalings(sync, sets, [{ replicaSet: newReplicaSet, replicas }]));
}

/** Scales ReplicaSets one after the other, until one fails. */
export async function applyScalings(
  sync: DeploymentSync,
  sets: DeploymentReplicaSets,
  scalings: readonly Scaling[],
): Promise<DeploymentReplicaSets> {
  let updated = sets;
  for (const scaling of scalings) updated = withUpdated(updated, await sync.scale(scaling));
  return updated;
}

/** Deletes the ReplicaSets in excess of the revision history limit (DEP-92). */
export async function cleanUp(sync: DeploymentSync, { oldReplicaSets }: DeploymentReplicaSets): Promise<void> {
  for (const replicaSet of planCleanup(sync.deployment, oldReplicaSets)) {
    try {
      await sync.context.store.delete(replicaSet, replicaSet.metadata);
      sync.markChanged();
    } catch (error) {
      if (!isStoreError(error, "NotFound")) throw error;
    }
  }
}

/** The result of {@link scaleDownOld}. */
interface ScaledDown {
  /** The same object as before if nothing was scaled. */
  readonly sets: DeploymentReplicaSets;
  readonly failure?: unknown;
}

/** Scales down old ReplicaSets, unavailable pods first (reconcileOldReplicaSets; DEP-54..DEP-57). */
async function scaleDownOld(sync: DeploymentSync, before: DeploymentReplicaSets): Promise<ScaledDown> {
  const { deployment } = sync;
  let sets = before;
  try {
    const budget = scaleDownBudget(deployment, sets);
    if (budget <= 0) return { sets };
    const cleanup = planUnhealthyCleanup(sets.oldReplicaSets, budget);
    for (const scaling of cleanup.scalings) sets = withUpdated(sets, await sync.scale(scaling));
    if (cleanup.statusBehind) return { sets };
    for (const scaling of planScaleDown(deployment, sets)) sets = withUpdated(sets, await sync.scale(scaling));
    return { sets };
  } catch (failure) {
    return { sets, failure };
  }
}

/** Whether an old ReplicaSet has a pod that is not terminal (DEP-15, DEP-61). */
async function oldPodsRunning(
  sync: DeploymentSync,
  { oldReplicaSets }: DeploymentReplicaSets,
  selector: LabelMatcher,
): Promise<boolean> {
  for (const { metadata } of oldReplicaSets) {
    const { namespace, uid } = metadata;
    const { items } = await sync.context.store.list<Pod>(podKind, { namespace, ownerUid: uid });
    const pods = items.filter((pod) => controllerOf(pod)?.uid === uid && selector.matches(pod.metadata.labels));
    if (areRunning(pods)) return true;
  }
  return false;
}

/** DEP-50, DEP-62: the history is cleaned up once the stored status says that the rollout is complete. */
async function finish(sync: DeploymentSync, sets: DeploymentReplicaSets): Promise<number | undefined> {
  if (isComplete(sync.deployment, sync.deployment.status)) await cleanUp(sync, sets);
  return syncRolloutStatus(sync, sets);
}

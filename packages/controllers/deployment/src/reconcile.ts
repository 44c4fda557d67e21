import {
  compileLabelSelector,
  deployments,
  findObject,
  type LabelMatcher,
  type ReconcileResult,
  type ReplicaSet,
  type Stored,
  splitKey,
} from "@engenho/core";
import { claimReplicaSets } from "./claim.js";
import { withCondition } from "./conditions.js";
import { type DeploymentContext, DeploymentSync } from "./deployment-sync.js";
import { createNewReplicaSet, findNewReplicaSet } from "./new-replica-set-sync.js";
import { pauseCondition } from "./progress.js";
import { isScalingEvent, planScale } from "./proportional.js";
import { allOf, type DeploymentReplicaSets } from "./replica-sets.js";
import { planRollback, rollbackTo } from "./rollback.js";
import { applyScalings, cleanUp, rolloutRecreate, rolloutRolling } from "./rollout.js";
import { syncStatus } from "./status-sync.js";

/**
 * Makes one step towards the desired state of a Deployment (upstream's syncDeployment; DEP-10..DEP-21). Every step ends with
 * a write, whose event triggers the next one. Throws on failure.
 */
export async function reconcileDeployment(context: DeploymentContext, key: string): Promise<ReconcileResult> {
  // DEP-10: the Deployment has been deleted.
  const deployment = await findObject(context.store, deployments, splitKey(key));
  if (deployment === undefined) return { changed: false };
  const sync = new DeploymentSync(context, deployment);
  const selector = compileLabelSelector(deployment.spec?.selector);
  if (selector.selectsEverything) {
    await refuseToSelectAll(sync);
    return { changed: sync.changed };
  }
  const claim = await claimReplicaSets(context.store, deployment, selector);
  if (claim.changed) sync.markChanged();
  let requeueAfterMs: number | undefined;
  try {
    requeueAfterMs = await syncDeployment(sync, claim.claimed, selector);
  } catch (error) {
    await sync.writeStatusAfterFailure();
    throw error;
  }
  await sync.writeStatus();
  return { changed: sync.changed, requeueAfterMs };
}

async function syncDeployment(
  sync: DeploymentSync,
  replicaSets: readonly Stored<ReplicaSet>[],
  selector: LabelMatcher,
): Promise<number | undefined> {
  if (sync.deployment.metadata.deletionTimestamp !== undefined) {
    syncStatus(sync, await findNewReplicaSet(sync, replicaSets));
    return undefined;
  }
  await recordPause(sync);
  const sets = await findNewReplicaSet(sync, replicaSets);
  const { spec } = sync.deployment;
  const asked = rollbackTo(sync.deployment);
  if (spec?.paused === true) {
    await scale(sync, sets, { cleansUp: asked === undefined });
  } else if (asked !== undefined) {
    await rollBack(sync, sets, asked);
  } else if (isScalingEvent(sync.deployment, sets)) {
    await scale(sync, sets, { cleansUp: false });
  } else if (spec?.strategy?.type === "RollingUpdate") {
    return rolloutRolling(sync, sets);
  } else if (spec?.strategy?.type === "Recreate") {
    return rolloutRecreate(sync, sets, selector);
  } else {
    throw new Error(`unexpected deployment strategy type: ${spec?.strategy?.type}`);
  }
  return undefined;
}

/** DEP-11: rejects an empty selector, which would select every pod of the namespace. */
async function refuseToSelectAll(sync: DeploymentSync): Promise<void> {
  const { deployment } = sync;
  const { generation = 0 } = deployment.metadata;
  const message = "This deployment is selecting all pods. A non-empty selector is required.";
  sync.event("Warning", "SelectingAll", message);
  if ((deployment.status?.observedGeneration ?? 0) >= generation) return;
  sync.stageStatus({ ...deployment, status: { ...deployment.status, observedGeneration: generation } });
  await sync.writeStatusAfterFailure();
}

/** DEP-17, DEP-85: sets the condition for a pause or resume. */
async function recordPause(sync: DeploymentSync): Promise<void> {
  const { deployment, nowMs } = sync;
  const condition = pauseCondition(deployment, nowMs);
  if (condition === undefined) return;
  const conditions = withCondition(deployment.status?.conditions ?? [], condition);
  sync.stageStatus({ ...deployment, status: { ...deployment.status, conditions } });
  await sync.writeStatus();
}

/** Scales the ReplicaSets without continuing a rollout (upstream's sync; DEP-70). */
async function scale(
  sync: DeploymentSync,
  sets: DeploymentReplicaSets,
  { cleansUp }: { readonly cleansUp: boolean },
): Promise<void> {
  const scaled = await applyScalings(sync, sets, planScale(sync.deployment, sets));
  if (cleansUp) await cleanUp(sync, scaled);
  syncStatus(sync, scaled);
}

/** DEP-95: rolls back to a revision. */
async function rollBack(sync: DeploymentSync, found: DeploymentReplicaSets, asked: bigint): Promise<void> {
  const sets = await createNewReplicaSet(sync, found);
  await sync.writeStatus();
  const { deployment, warning, success } = planRollback(sync.deployment, allOf(sets), asked);
  if (warning !== undefined) sync.event("Warning", warning.reason, warning.message);
  await sync.write(deployment);
  if (success !== undefined) sync.event("Normal", success.reason, success.message);
}

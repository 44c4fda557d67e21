import { strictlyEqual } from "@engenho/core";
import type { DeploymentSync } from "./deployment-sync.js";
import { progressCheckMs, withProgress } from "./progress.js";
import type { DeploymentReplicaSets } from "./replica-sets.js";
import { type ComputedStatus, computeStatus, withReplicaFailure } from "./status.js";

/** Tells the counts and whether enough pods are available, and nothing of progress (syncDeploymentStatus; DEP-79). */
export async function syncStatus(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): Promise<void> {
  await writeIfOther(sync, statusOf(sync, replicaSets));
}

/**
 * Tells all there is to tell of a rollout (syncRolloutStatus; DEP-80). Answers in how many milliseconds to look again
 * whether one that does not move has timed out.
 */
export async function syncRolloutStatus(
  sync: DeploymentSync,
  replicaSets: DeploymentReplicaSets,
): Promise<number | undefined> {
  const { deployment, nowMs } = sync;
  const { newReplicaSet } = replicaSets;
  const estimated = withProgress(statusOf(sync, replicaSets), { deployment, newReplicaSet, nowMs });
  const status = withReplicaFailure(estimated, replicaSets);
  return (await writeIfOther(sync, status)) ? undefined : progressCheckMs(deployment, status, nowMs);
}

function statusOf(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): ComputedStatus {
  const { deployment, nowMs, context } = sync;
  return computeStatus({ deployment, replicaSets, nowMs, terminatingReplicas: context.terminatingReplicas });
}

async function writeIfOther(sync: DeploymentSync, status: ComputedStatus): Promise<boolean> {
  if (strictlyEqual(sync.deployment.status ?? {}, status)) return false;
  await sync.writeStatus({ ...sync.deployment, status });
  return true;
}

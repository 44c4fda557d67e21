import { strictlyEqual } from "@engenho/core";
import type { DeploymentSync } from "./deployment-sync.js";
import { progressCheckMs, withProgress } from "./progress.js";
import type { DeploymentReplicaSets } from "./replica-sets.js";
import { type ComputedStatus, computeStatus, withReplicaFailure } from "./status.js";

/** Tells the counts and whether enough pods are available, and nothing of progress (syncDeploymentStatus; DEP-79). */
export function syncStatus(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): void {
  noteIfOther(sync, statusOf(sync, replicaSets));
}

/**
 * Tells all there is to tell of a rollout (syncRolloutStatus; DEP-80). Answers in how many milliseconds to look again
 * whether one that does not move has timed out.
 */
export function syncRolloutStatus(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): number | undefined {
  const { deployment, nowMs } = sync;
  const { newReplicaSet } = replicaSets;
  const estimated = withProgress(statusOf(sync, replicaSets), { deployment, newReplicaSet, nowMs });
  const status = withReplicaFailure(estimated, replicaSets);
  return noteIfOther(sync, status) ? undefined : progressCheckMs(deployment, status, nowMs);
}

function statusOf(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): ComputedStatus {
  const { deployment, nowMs, context } = sync;
  return computeStatus({ deployment, replicaSets, nowMs, terminatingReplicas: context.terminatingReplicas });
}

function noteIfOther(sync: DeploymentSync, status: ComputedStatus): boolean {
  if (strictlyEqual(sync.deployment.status ?? {}, status)) return false;
  sync.noteStatus({ ...sync.deployment, status });
  return true;
}

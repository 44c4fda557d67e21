import { strictlyEqual } from "@engenho/core";
import type { DeploymentSync } from "./deployment-sync.js";
import { progressCheckMs, withProgress } from "./progress.js";
import type { DeploymentReplicaSets } from "./replica-sets.js";
import { type ComputedStatus, computeStatus, withReplicaFailure } from "./status.js";

/** Stages the counts and the condition Available, without Progressing (syncDeploymentStatus; DEP-79). */
export function syncStatus(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): void {
  stageIfChanged(sync, statusOf(sync, replicaSets));
}

/**
 * Stages the full status of a rollout (syncRolloutStatus; DEP-80). Returns after how many milliseconds to check whether a
 * rollout without progress has timed out.
 */
export function syncRolloutStatus(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): number | undefined {
  const { deployment, nowMs } = sync;
  const { newReplicaSet } = replicaSets;
  const estimated = withProgress(statusOf(sync, replicaSets), { deployment, newReplicaSet, nowMs });
  const status = withReplicaFailure(estimated, replicaSets);
  return stageIfChanged(sync, status) ? undefined : progressCheckMs(deployment, status, nowMs);
}

function statusOf(sync: DeploymentSync, replicaSets: DeploymentReplicaSets): ComputedStatus {
  const { deployment, nowMs, context } = sync;
  return computeStatus({ deployment, replicaSets, nowMs, terminatingReplicas: context.terminatingReplicas });
}

function stageIfChanged(sync: DeploymentSync, status: ComputedStatus): boolean {
  if (strictlyEqual(sync.deployment.status ?? {}, status)) return false;
  sync.stageStatus({ ...sync.deployment, status });
  return true;
}

import { isPodTerminal, type Pod, type Stored } from "@engenho/core";
import { activeOf, type DeploymentReplicaSets, totalStatus } from "./replica-sets.js";
import type { Scaling } from "./rolling.js";

/** Scales every old ReplicaSet to 0, before the new one is scaled up (scaleDownOldReplicaSetsForRecreate; DEP-60). */
export function planRecreateScaleDown({ oldReplicaSets }: DeploymentReplicaSets): readonly Scaling[] {
  return activeOf(oldReplicaSets).map((replicaSet) => ({ replicaSet, replicas: 0 }));
}

/** Whether an old ReplicaSet reports replicas in its status; then its pods need not be listed (DEP-61). */
export function oldReplicaSetsHavePods({ oldReplicaSets }: DeploymentReplicaSets): boolean {
  return totalStatus(oldReplicaSets, "replicas") > 0;
}

/**
 * Whether one of these pods delays the new ReplicaSet: any that is not terminal, including terminating ones (oldPodsRunning;
 * DEP-61).
 */
export function areRunning(pods: readonly Stored<Pod>[]): boolean {
  return pods.some((pod) => !isPodTerminal(pod));
}

import { isPodTerminal, type Pod, type Stored } from "@engenho/core";
import { activeOf, type DeploymentReplicaSets, totalStatus } from "./replica-sets.js";
import type { Scaling } from "./rolling.js";

/** Every old ReplicaSet goes to 0 before the new one gets a pod (scaleDownOldReplicaSetsForRecreate; DEP-60). */
export function planRecreateScaleDown({ oldReplicaSets }: DeploymentReplicaSets): readonly Scaling[] {
  return activeOf(oldReplicaSets).map((replicaSet) => ({ replicaSet, replicas: 0 }));
}

/** Whether an old ReplicaSet says that it still has pods; if so nobody need look for them (DEP-61). */
export function oldReplicaSetsHavePods({ oldReplicaSets }: DeploymentReplicaSets): boolean {
  return totalStatus(oldReplicaSets, "replicas") > 0;
}

/**
 * Whether one of these pods keeps the new ReplicaSet waiting: any that has not run to its end, so also one that is
 * terminating (oldPodsRunning; DEP-61).
 */
export function areRunning(pods: readonly Stored<Pod>[]): boolean {
  return pods.some((pod) => !isPodTerminal(pod));
}

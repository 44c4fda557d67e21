import {
  copyWith,
  type Deployment,
  type DeploymentCondition,
  type DeploymentStatus,
  definedFields,
  formatTime,
  nonZero,
  type ReplicaSet,
  type ReplicaSetStatus,
} from "@engenho/core";
import { conditionOf, withCondition, withoutCondition } from "./conditions.js";
import { minAvailable } from "./fenceposts.js";
import { allOf, type DeploymentReplicaSets, specReplicas, totalSpecReplicas, totalStatus } from "./replica-sets.js";

/** What a status is computed from. */
export interface StatusInput {
  readonly deployment: Deployment;
  readonly replicaSets: DeploymentReplicaSets;
  /** Whether terminating pods are counted. */
  readonly terminatingReplicas: boolean;
  readonly nowMs: number;
}

/** A Deployment's status whose conditions are always present. */
export type ComputedStatus = DeploymentStatus & { readonly conditions: readonly DeploymentCondition[] };

/**
 * The status that the Deployment should have, except for the condition Progressing (calculateStatus; DEP-79). Counts of 0
 * are omitted, as with upstream's `omitempty`.
 */
export function computeStatus(input: StatusInput): ComputedStatus {
  const { deployment, replicaSets, nowMs } = input;
  const all = allOf(replicaSets);
  const available = totalStatus(all, "availableReplicas");
  const unavailable = Math.max(0, totalSpecReplicas(all) - available);
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  return definedFields({
    observedGeneration: nonZero(deployment.metadata.generation ?? 0),
    replicas: nonZero(totalStatus(all, "replicas")),
    updatedReplicas: nonZero(replicaSets.newReplicaSet?.status?.replicas ?? 0),
    readyReplicas: nonZero(totalStatus(all, "readyReplicas")),
    availableReplicas: nonZero(available),
    unavailableReplicas: nonZero(unavailable),
    terminatingReplicas: input.terminatingReplicas ? totalTerminating(all) : undefined,
    collisionCount,
    conditions: withCondition(conditions, availability(available >= minAvailable(deployment), nowMs)),
  });
}

/** Adds ReplicaFailure if a ReplicaSet has it: the new one's condition, or else the oldest's (DEP-86). */
export function withReplicaFailure(status: ComputedStatus, replicaSets: DeploymentReplicaSets): ComputedStatus {
  const { newReplicaSet } = replicaSets;
  const failure =
    failureOf(newReplicaSet) ??
    allOf(replicaSets)
      .map(failureOf)
      .find((each) => each !== undefined);
  const conditions =
    failure === undefined
      ? withoutCondition(status.conditions, "ReplicaFailure")
      : withCondition(status.conditions, failure);
  return conditions === status.conditions ? status : copyWith(status, { conditions });
}

/** Whether all replicas are updated, there are as many as desired, and all are available (DEP-81). */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const replicas = specReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** A condition with the current time as update and transition time. */
export function newCondition(
  { type, status, reason, message }: Pick<DeploymentCondition, "type" | "status" | "reason" | "message">,
  nowMs: number,
): DeploymentCondition {
  const now = formatTime(nowMs);
  return definedFields({ type, status, reason, message, lastUpdateTime: now, lastTransitionTime: now });
}

function availability(available: boolean, nowMs: number): DeploymentCondition {
  const type = "Available";
  return available
    ? newCondition(
        {
          type,
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        },
        nowMs,
      )
    : newCondition(
        {
          type,
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        },
        nowMs,
      );
}

/** `undefined` while an observed ReplicaSet does not report its number. */
function totalTerminating(replicaSets: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of replicaSets) {
    const terminating = (status as ReplicaSetStatus | undefined)?.terminatingReplicas;
    if (terminating !== undefined) total += terminating;
    else if ((status?.observedGeneration ?? 0) !== 0) return undefined;
  }
  return total;
}

function failureOf(replicaSet: ReplicaSet | undefined): DeploymentCondition | undefined {
  const condition = replicaSet?.status?.conditions?.find((each) => each.type === "ReplicaFailure");
  if (condition === undefined) return undefined;
  const { lastTransitionTime } = condition;
  return lastTransitionTime === undefined ? condition : copyWith(condition, { lastUpdateTime: lastTransitionTime });
}

/** The Deployment's condition Progressing. */
export function progressingOf(deployment: Deployment): DeploymentCondition | undefined {
  return conditionOf(deployment.status?.conditions, "Progressing");
}

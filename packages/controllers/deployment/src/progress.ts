import {
  copyWith,
  type Deployment,
  type DeploymentCondition,
  type DeploymentStatus,
  parseTime,
  type ReplicaSet,
} from "@engenho/core";
import { conditionOf, withCondition, withoutCondition, withReplacedCondition } from "./conditions.js";
import { type ComputedStatus, isComplete, newCondition, progressingOf } from "./status.js";

const progressing = "Progressing";
/** Upstream's value for no deadline. */
const noDeadline = 2 ** 31 - 1;

/** Reasons of the condition Progressing. */
const newReplicaSetAvailable = "NewReplicaSetAvailable";
const deadlineExceeded = "ProgressDeadlineExceeded";
const paused = "DeploymentPaused";

/** What the progress of a rollout is estimated from. */
export interface ProgressInput {
  /** The stored Deployment, with the previous status. */
  readonly deployment: Deployment;
  readonly newReplicaSet: ReplicaSet | undefined;
  readonly nowMs: number;
}

/** Seconds that a rollout may take without progress; `undefined` if there is no limit (DEP-83). */
export function progressDeadline(deployment: Deployment): number | undefined {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds === noDeadline ? undefined : seconds;
}

/** Adds the condition Progressing to the status (syncRolloutStatus; DEP-83). */
export function withProgress(status: ComputedStatus, input: ProgressInput): ComputedStatus {
  const { deployment } = input;
  const conditions =
    progressDeadline(deployment) === undefined
      ? withoutCondition(status.conditions, progressing)
      : estimated(status, input);
  return conditions === status.conditions ? status : copyWith(status, { conditions });
}

function estimated(status: ComputedStatus, input: ProgressInput): readonly DeploymentCondition[] {
  const { deployment, newReplicaSet, nowMs } = input;
  const { conditions } = status;
  const current = progressingOf(deployment);
  // No rollout is in progress: changes in the number of pods do not count as progress.
  if ((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === newReplicaSetAvailable) {
    return conditions;
  }
  const subject =
    newReplicaSet === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newReplicaSet.metadata.name}"`;
  const say = (statusText: string, reason: string, message: string) =>
    newCondition({ type: progressing, status: statusText, reason, message: `${subject} ${message}` }, nowMs);

  if (isComplete(deployment, status)) {
    return withCondition(conditions, say("True", newReplicaSetAvailable, "has successfully progressed."));
  }
  if (hasProgressed(deployment.status, status)) {
    return withReplacedCondition(conditions, say("True", "ReplicaSetUpdated", "is progressing."));
  }
  if (hasTimedOut(deployment, status, nowMs)) {
    return withCondition(conditions, say("False", deadlineExceeded, "has timed out progressing."));
  }
  return conditions;
}

/** Whether there are more updated, fewer old, or more ready or available pods (deploymentutil.DeploymentProgressing). */
export function hasProgressed(before: Partial<DeploymentStatus> | undefined, after: DeploymentStatus): boolean {
  const count = (status: Partial<DeploymentStatus> | undefined) => ({
    updated: status?.updatedReplicas ?? 0,
    old: (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0),
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  });
  const [was, is] = [count(before), count(after)];
  return is.updated > was.updated || is.old < was.old || is.ready > was.ready || is.available > was.available;
}

/** Whether the deadline since the last progress has passed (deploymentutil.DeploymentTimedOut; DEP-84). */
export function hasTimedOut(deployment: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const deadline = progressDeadline(deployment);
  const condition = conditionOf(status.conditions, progressing);
  if (deadline === undefined || condition === undefined || condition.reason === newReplicaSetAvailable) return false;
  if (condition.reason === deadlineExceeded) return true;
  return deadlineMs(condition, deadline) < nowMs;
}

/**
 * After how many milliseconds to check whether a rollout without progress has timed out; `undefined` if no check is needed
 * (requeueStuckDeployment; DEP-87). Upstream checks every few milliseconds during the last second; with an exact timer one
 * check just after the deadline is enough.
 */
export function progressCheckMs(deployment: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const deadline = progressDeadline(deployment);
  const condition = progressingOf(deployment);
  if (deadline === undefined || condition === undefined) return undefined;
  if (isComplete(deployment, status) || condition.reason === deadlineExceeded) return undefined;
  const remainingMs = deadlineMs(condition, deadline) - nowMs;
  return remainingMs < 1000 ? Math.max(remainingMs, 0) + 5 : remainingMs + 1000;
}

/**
 * The condition for a pause or resume since the last reconcile; `undefined` if there was none (checkPausedConditions;
 * DEP-85). ProgressDeadlineExceeded is kept.
 */
export function pauseCondition(deployment: Deployment, nowMs: number): DeploymentCondition | undefined {
  const reason = progressingOf(deployment)?.reason;
  if (progressDeadline(deployment) === undefined || reason === deadlineExceeded) return undefined;
  const isPaused = deployment.spec?.paused === true;
  if (isPaused === (reason === paused)) return undefined;
  const [nextReason, message] = isPaused
    ? [paused, "Deployment is paused"]
    : ["DeploymentResumed", "Deployment is resumed"];
  return newCondition({ type: progressing, status: "Unknown", reason: nextReason, message }, nowMs);
}

/** A condition without lastUpdateTime has no progress to count from: the deadline has passed. */
function deadlineMs(condition: DeploymentCondition, deadlineSeconds: number): number {
  return (parseTime(condition.lastUpdateTime) ?? Number.NEGATIVE_INFINITY) + deadlineSeconds * 1000;
}

import {
  copyWith,
  definedFields,
  errorMessage,
  formatTime,
  isPodAvailable,
  isPodReady,
  nonZero,
  type Pod,
  type ReplicaSetCondition,
  type ReplicaSetStatus,
  strictlyEqual,
} from "@engenho/core";
import type { ReplicaOwner } from "./replica-kind.js";

/** Counts of an owner's claimed active pods (RS-53..RS-55). */
export interface PodCounts {
  readonly replicas: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
}

/** What a status is computed from. */
export interface StatusInput {
  readonly owner: ReplicaOwner;
  /** Counts of the claimed active pods before this reconcile created or deleted any (RS-53). */
  readonly counts: PodCounts;
  /** The number of terminating pods; `undefined` omits the field (RS-57). */
  readonly terminating?: number | undefined;
  /** Why pods could not be created or deleted; `undefined` if nothing failed. */
  readonly failure?: unknown;
  readonly nowMs: number;
}

/** Counts the claimed active pods. */
export function countPods(owner: ReplicaOwner, pods: readonly Pod[], nowMs: number): PodCounts {
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
  const isFullyLabeled = labelTest(owner);
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of pods) {
    if (isFullyLabeled(pod)) fullyLabeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, nowMs)) available++;
  }
  return { replicas: pods.length, fullyLabeled, ready, available };
}

/** Returns a predicate for pods with all labels of the owner's template. */
export function labelTest(owner: ReplicaOwner): (pod: Pod) => boolean {
  const wanted = Object.entries(owner.spec?.template?.metadata?.labels ?? {});
  // Pods of one template share their labels object, so most of them need not be compared again.
  let labels: Pod["metadata"]["labels"];
  let labeled = hasLabels(labels, wanted);
  return (pod) => {
    if (pod.metadata.labels !== labels) {
      labels = pod.metadata.labels;
      labeled = hasLabels(labels, wanted);
    }
    return labeled;
  };
}

/** The status that the owner should have (RS-53..RS-58). Counts of 0 are omitted, as with upstream's `omitempty`. */
export function computeStatus(input: StatusInput): ReplicaSetStatus {
  const { owner, terminating } = input;
  const { replicas, fullyLabeled, ready, available } = input.counts;
  const computed = {
    replicas,
    fullyLabeledReplicas: nonZero(fullyLabeled),
    readyReplicas: nonZero(ready),
    availableReplicas: nonZero(available),
    terminatingReplicas: terminating,
    observedGeneration: nonZero(owner.metadata.generation ?? 0),
    conditions: conditionsOf(input),
  };
  for (const field in owner.status) {
    // RS-59: a field of a newer Kubernetes version is kept.
    if (!Object.hasOwn(computed, field)) return definedFields(copyWith(owner.status, computed));
  }
  return definedFields(computed);
}

/** RS-59: whether the owner already has this status, so that it need not be written. */
export function hasStatus(owner: ReplicaOwner, status: ReplicaSetStatus): boolean {
  const stored: Partial<ReplicaSetStatus> | undefined = owner.status;
  return (
    (stored?.replicas ?? 0) === status.replicas &&
    (stored?.fullyLabeledReplicas ?? 0) === (status.fullyLabeledReplicas ?? 0) &&
    (stored?.readyReplicas ?? 0) === (status.readyReplicas ?? 0) &&
    (stored?.availableReplicas ?? 0) === (status.availableReplicas ?? 0) &&
    stored?.terminatingReplicas === status.terminatingReplicas &&
    (owner.metadata.generation ?? 0) === (stored?.observedGeneration ?? 0) &&
    strictlyEqual(stored?.conditions, status.conditions)
  );
}

/** RS-58: the conditions. An existing ReplicaFailure is left unchanged, including its message and time. */
function conditionsOf({ owner, counts, failure, nowMs }: StatusInput): ReplicaSetStatus["conditions"] {
  const stored = owner.status?.conditions;
  const present = (stored ?? []).some((condition) => condition.type === "ReplicaFailure");
  if (failure === undefined) {
    if (!present) return stored;
    const others = (stored ?? []).filter((condition) => condition.type !== "ReplicaFailure");
    return others.length === 0 ? undefined : others;
  }
  if (present) return stored;
  const wanted = owner.spec?.replicas ?? 1;
  const condition: ReplicaSetCondition = {
    type: "ReplicaFailure",
    status: "True",
    lastTransitionTime: formatTime(nowMs),
    reason: counts.replicas < wanted ? "FailedCreate" : "FailedDelete",
    message: errorMessage(failure),
  };
  return [...(stored ?? []), condition];
}

function hasLabels(
  labels: Pod["metadata"]["labels"],
  wanted: readonly (readonly [key: string, value: string])[],
): boolean {
  for (const [key, value] of wanted) {
    if (labels === undefined || !Object.hasOwn(labels, key) || labels[key] !== value) return false;
  }
  return true;
}

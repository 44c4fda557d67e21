import { definedFields, type PodStatus } from "@engenho/core";

type Condition = NonNullable<PodStatus["conditions"]>[number];

/** A condition as a kubelet reports it. */
export interface ReportedCondition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

/** When, and for which generation of a pod, conditions are reported. */
export interface Report {
  /** The current time, as in an object. */
  readonly now: string;
  /** The `metadata.generation` of the pod; none on servers before 1.33. */
  readonly generation: number | undefined;
}

/**
 * The reported conditions in order, then all others. A condition with an unchanged status keeps its lastTransitionTime.
 * Reported ones have the pod's generation as `observedGeneration`, as those of kubelets since 1.34.
 */
export function mergeConditions(
  before: readonly Condition[],
  { now, generation }: Report,
  reported: readonly ReportedCondition[],
): readonly Condition[] {
  const ours = reported.map((condition) => {
    const known = before.find((each) => each.type === condition.type);
    const since = known?.status === condition.status ? known.lastTransitionTime : undefined;
    const { type, status, reason, message } = condition;
    const lastTransitionTime = since ?? now;
    return definedFields({ type, observedGeneration: generation, status, reason, message, lastTransitionTime });
  });
  const types = new Set(reported.map((condition) => condition.type));
  return [...ours, ...before.filter((condition) => !types.has(condition.type))];
}

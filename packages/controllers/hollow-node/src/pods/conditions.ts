import type { PodStatus } from "@engenho/core";

type Condition = NonNullable<PodStatus["conditions"]>[number];

/** A condition as a kubelet reports it. */
export interface ReportedCondition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

/** The reported conditions in order, then all others. A condition with an unchanged status keeps its lastTransitionTime. */
export function mergeConditions(
  before: readonly Condition[],
  now: string,
  reported: readonly ReportedCondition[],
): readonly Condition[] {
  const ours = reported.map((condition) => {
    const known = before.find((each) => each.type === condition.type);
    const since = known?.status === condition.status ? known.lastTransitionTime : undefined;
    const lastTransitionTime = since ?? now;
    const { type, status, reason, message } = condition;
    // No spread: in Node 20 an object literal that starts with a spread gets its own hidden class.
    return (
      reason === undefined
        ? { type, status, lastTransitionTime }
        : message === undefined
          ? { type, status, reason, lastTransitionTime }
          : { type, status, reason, message, lastTransitionTime }
    ) as Condition;
  });
  const types = new Set(reported.map((condition) => condition.type));
  return [...ours, ...before.filter((condition) => !types.has(condition.type))];
}

import { copyWith, type DeploymentCondition, definedFields } from "@engenho/core";

type Conditions = readonly DeploymentCondition[];

/** The condition of the given type, if present. */
export function conditionOf(conditions: Conditions | undefined, type: string): DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * Sets a condition (deploymentutil.SetDeploymentCondition; DEP-82): the conditions are returned unchanged if status and
 * reason are the same; otherwise the condition is moved to the end, and keeps its lastTransitionTime if the status is the
 * same.
 */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  return withReplacedCondition(conditions, condition);
}

/** Like {@link withCondition}, but also replaces a condition with the same status and reason, to update its message and time. */
export function withReplacedCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  const others = withoutCondition(conditions, condition.type);
  if (current?.status !== condition.status) return [...others, condition];
  return [...others, definedFields(copyWith(condition, { lastTransitionTime: current.lastTransitionTime }))];
}

/** Removes the condition of the given type. */
export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditionOf(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type);
}

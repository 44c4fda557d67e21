import { copyWith, type DeploymentCondition, definedFields } from "@engenho/core";

type Conditions = readonly DeploymentCondition[];

/** The condition of a type, if there is one. */
export function conditionOf(conditions: Conditions | undefined, type: string): DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with `condition` in place of the one of its type (deploymentutil.SetDeploymentCondition; DEP-82): left as
 * they are when status and reason are the same; put at the end otherwise, with the former lastTransitionTime where the
 * status is the same.
 */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  return withReplacedCondition(conditions, condition);
}

/** As {@link withCondition}, also where status and reason are the same: message and lastUpdateTime are always taken over. */
export function withReplacedCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  const others = withoutCondition(conditions, condition.type);
  if (current?.status !== condition.status) return [...others, condition];
  return [...others, definedFields(copyWith(condition, { lastTransitionTime: current.lastTransitionTime }))];
}

/** The conditions without the one of a type. */
export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditionOf(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type);
}

import type { ClusterRole, StatusCause, Stored } from "@engenho/core";
import { Causes, checkLabelSelector, type LabelSelectorRules, labelSelectorHasInvalidValues } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { twice } from "../../shared/twice.js";
import { validateRules } from "../rules.js";

/** ClusterRole of rbac.authorization.k8s.io/v1. */
export const clusterRoleStrategy: Strategy = {
  nameFormat: "path-segment",
  allowCreateOnUpdate: true,
  validateCreate: (role: ClusterRole) => validateClusterRole(role),
  validateUpdate: (role: ClusterRole, current: Stored<ClusterRole>) =>
    twice(validateClusterRole(role, { invalidValues: hasInvalidSelector(current) })),
};

function validateClusterRole(role: ClusterRole, lenient: LabelSelectorRules = {}): readonly StatusCause[] {
  const causes = new Causes();
  causes.add(validateRules(role, false));
  if (role.aggregationRule === undefined) return causes.list;
  const path = "aggregationRule.clusterRoleSelectors";
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    causes.required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
  }
  for (const [index, selector] of selectors.entries()) {
    checkLabelSelector(selector, `${path}[${index}]`, causes, lenient);
    // Such values cannot be converted to a selector, even if they are stored.
    if (labelSelectorHasInvalidValues(selector)) {
      causes.invalid(`${path}[${index}]`, null, "invalid label selector.");
    }
  }
  return causes.list;
}

function hasInvalidSelector({ aggregationRule }: ClusterRole): boolean {
  return (aggregationRule?.clusterRoleSelectors ?? []).some(labelSelectorHasInvalidValues);
}

import type { ClusterRole, Role, rbacV1, StatusCause } from "@engenho/core";
import { Causes } from "@engenho/machinery";

/** Checks the rules of a Role (`namespaced`) or ClusterRole. */
export function validateRules({ rules }: Role | ClusterRole, namespaced: boolean): readonly StatusCause[] {
  const causes = new Causes();
  for (const [index, rule] of (rules ?? []).entries()) checkRule(rule, `rules[${index}]`, { causes, namespaced });
  return causes.list;
}

function checkRule(
  rule: rbacV1.PolicyRule,
  path: string,
  { causes, namespaced }: { readonly causes: Causes; readonly namespaced: boolean },
): void {
  const { verbs = [], nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (verbs.length === 0) causes.required(`${path}.verbs`, "verbs must contain at least one value");
  if (nonResourceURLs.length > 0) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced) causes.invalid(at, nonResourceURLs, "namespaced rules cannot apply to non-resource URLs");
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      causes.invalid(at, nonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs");
    }
    return;
  }
  if (apiGroups.length === 0) causes.required(`${path}.apiGroups`, "resource rules must supply at least one api group");
  if (resources.length === 0) causes.required(`${path}.resources`, "resource rules must supply at least one resource");
}

import {
  type ClusterRole,
  type KubernetesObject,
  type Role,
  type RoleBinding,
  type rbacV1,
  type StatusCause,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import {
  Causes,
  checkLabelSelector,
  dns1123SubdomainFaults,
  type LabelSelectorRules,
  labelSelectorHasInvalidValues,
  pathSegmentFaults,
} from "@engenho/machinery";
import { mapShared, type Strategy, withFields } from "@engenho/registry";

const group = "rbac.authorization.k8s.io";

/** Role of rbac.authorization.k8s.io/v1. */
export const roleStrategy: Strategy = {
  nameFormat: "path-segment",
  allowCreateOnUpdate: true,
  validateCreate: validateRole,
  validateUpdate: (role: Role) => twice(validateRole(role)),
};

/** ClusterRole of rbac.authorization.k8s.io/v1. */
export const clusterRoleStrategy: Strategy = {
  nameFormat: "path-segment",
  allowCreateOnUpdate: true,
  validateCreate: (role: ClusterRole) => validateClusterRole(role),
  validateUpdate: (role: ClusterRole, current: Stored<ClusterRole>) =>
    twice(validateClusterRole(role, { invalidValues: hasInvalidSelector(current) })),
};

/** RoleBinding of rbac.authorization.k8s.io/v1: its roleRef is immutable. */
export const roleBindingStrategy: Strategy = bindingStrategy(true);

/** ClusterRoleBinding of rbac.authorization.k8s.io/v1: its roleRef is immutable. */
export const clusterRoleBindingStrategy: Strategy = bindingStrategy(false);

/** Upstream validates an update both as a new object and as an update, and reports errors twice. */
function twice(causes: readonly StatusCause[]): readonly StatusCause[] {
  return [...causes, ...causes];
}

function validateRole(role: Role): readonly StatusCause[] {
  return validateRules(role, true);
}

function validateRules({ rules }: Role | ClusterRole, namespaced: boolean): readonly StatusCause[] {
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

function bindingStrategy(namespaced: boolean): Strategy {
  return {
    nameFormat: "path-segment",
    allowCreateOnUpdate: true,
    applyDefaults(binding: RoleBinding): KubernetesObject {
      if (binding.subjects === undefined) return binding;
      return withFields<RoleBinding>(binding, { subjects: mapShared(binding.subjects, defaultSubject) });
    },
    validateCreate: (binding: RoleBinding) => validateBinding(binding, namespaced),
    validateUpdate(next: RoleBinding, current: Stored<RoleBinding>): readonly StatusCause[] {
      const causes = new Causes();
      causes.add(twice(validateBinding(next, namespaced)));
      if (!strictlyEqual(next.roleRef, current.roleRef)) {
        const { apiGroup = "", kind = "", name = "" } = next.roleRef ?? {};
        causes.invalid("roleRef", { APIGroup: apiGroup, Kind: kind, Name: name }, "cannot change roleRef");
      }
      return causes.list;
    },
  };
}

function defaultSubject(subject: rbacV1.Subject): rbacV1.Subject {
  const named = subject.kind === "User" || subject.kind === "Group";
  return named && (subject.apiGroup ?? "") === "" ? { ...subject, apiGroup: group } : subject;
}

function validateBinding(binding: RoleBinding, namespaced: boolean): readonly StatusCause[] {
  const causes = new Causes();
  const { apiGroup = "", kind = "", name = "" } = binding.roleRef ?? {};
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (apiGroup !== group) causes.notSupported("roleRef.apiGroup", apiGroup, [group]);
  if (!kinds.includes(kind)) causes.notSupported("roleRef.kind", kind, kinds);
  if (name === "") causes.required("roleRef.name");
  else causes.invalidEach("roleRef.name", name, pathSegmentFaults(name));
  for (const [index, subject] of (binding.subjects ?? []).entries()) {
    checkSubject(subject, `subjects[${index}]`, { causes, namespaced });
  }
  return causes.list;
}

function checkSubject(
  { kind = "", name = "", apiGroup = "", namespace = "" }: rbacV1.Subject,
  path: string,
  { causes, namespaced }: { readonly causes: Causes; readonly namespaced: boolean },
): void {
  if (name === "") causes.required(`${path}.name`);
  if (kind === "ServiceAccount") {
    if (name !== "") causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
    if (apiGroup !== "") causes.notSupported(`${path}.apiGroup`, apiGroup, [""]);
    if (!namespaced && namespace === "") causes.required(`${path}.namespace`);
  } else if (kind === "User" || kind === "Group") {
    if (apiGroup !== group) causes.notSupported(`${path}.apiGroup`, apiGroup, [group]);
  } else causes.notSupported(`${path}.kind`, kind, ["ServiceAccount", "User", "Group"]);
}

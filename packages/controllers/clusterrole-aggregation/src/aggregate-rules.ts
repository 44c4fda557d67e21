import type { ClusterRole, rbacV1, Stored } from "@engenho/core";

/**
 * The rules of the aggregated role `name`, given the roles that each of its selectors matches, ordered by name: all of their
 * rules, each once.
 */
export function aggregateRules(
  name: string,
  selected: readonly (readonly Stored<ClusterRole>[])[],
): readonly rbacV1.PolicyRule[] {
  const rules = new Map<string, rbacV1.PolicyRule>();
  for (const role of selected.flat()) {
    if (role.metadata.name === name) continue;
    for (const rule of role.rules ?? []) {
      const identity = identityOf(rule);
      if (!rules.has(identity)) rules.set(identity, rule);
    }
  }
  return [...rules.values()];
}

/** Whether two lists of rules say the same in the same order; an absent list equals an empty one. */
export function haveSameRules(left: readonly rbacV1.PolicyRule[], right: readonly rbacV1.PolicyRule[]): boolean {
  return left.length === right.length && left.every((rule, index) => identityOf(rule) === identityOf(right[index]));
}

function identityOf(rule: rbacV1.PolicyRule | undefined): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule ?? {};
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs].map((list) => list ?? []));
}

import type { rbacV1 } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";

/** A rule of a Role or ClusterRole, as stored. */
export type PolicyRule = rbacV1.PolicyRule;

/** Whether a rule allows a request. */
export type RuleMatcher = (rule: PolicyRule) => boolean;

/**
 * Creates the predicate that decides whether a rule allows the request (upstream: rbac.RuleAllows,
 * evaluation_helpers.go). Label and field selectors do not count, except for the name that a field selector pins down.
 */
export function ruleMatcher({
  verb,
  isResource,
  group,
  resource,
  subresource,
  name,
  path,
}: AuthorizationAttributes): RuleMatcher {
  if (!isResource) return ({ verbs, nonResourceURLs }) => has(verbs, verb) && urlMatches(nonResourceURLs, path);
  const combined = subresource === "" ? resource : `${resource}/${subresource}`;
  const anyResource = subresource === "" ? undefined : `*/${subresource}`;
  return (rule) =>
    // The shortest list first: most rules are of another group.
    has(rule.apiGroups, group) &&
    has(rule.verbs, verb) &&
    resourceMatches(rule.resources, combined, anyResource) &&
    nameMatches(rule.resourceNames, name);
}

/** Whether a list holds the value, or `*`. */
function has(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined) return false;
  for (const item of list) if (item === value || item === "*") return true;
  return false;
}

function resourceMatches(
  list: readonly string[] | undefined,
  combined: string,
  anyResource: string | undefined,
): boolean {
  if (list === undefined) return false;
  for (const item of list) if (item === combined || item === "*" || item === anyResource) return true;
  return false;
}

function nameMatches(names: readonly string[] | undefined, name: string): boolean {
  return names === undefined || names.length === 0 || names.includes(name);
}

function urlMatches(urls: readonly string[] | undefined, path: string): boolean {
  return urls?.some((url) => url === "*" || urlCovers(url, path)) ?? false;
}

/** Whether a path of a rule, which may end in `*`, covers another one. */
export function urlCovers(url: string, path: string): boolean {
  return url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}

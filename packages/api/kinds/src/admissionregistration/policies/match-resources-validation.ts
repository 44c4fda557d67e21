import type { admissionregistrationV1 } from "@engenho/core";
import { type Causes, checkLabelSelector, pathSegmentFaults } from "@engenho/machinery";
import { checkRuleWithOperations } from "../shared/rule-validation.js";

const matchPolicies = ["Equivalent", "Exact"];

type MatchResources = Partial<admissionregistrationV1.MatchResources>;
type NamedRule = Partial<admissionregistrationV1.NamedRuleWithOperations>;

/** Checks which requests a policy or a binding applies to (upstream: validateMatchResources). */
export function checkMatchResources(resources: MatchResources | undefined, path: string, causes: Causes): void {
  if (resources === undefined) return;
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = resources;
  if (matchPolicy === undefined) causes.required(`${path}.matchPolicy`);
  else if (!matchPolicies.includes(matchPolicy)) causes.notSupported(`${path}.matchPolicy`, matchPolicy, matchPolicies);
  if (namespaceSelector === undefined) causes.required(`${path}.namespaceSelector`);
  else checkLabelSelector(namespaceSelector, `${path}.namespaceSelector`, causes);
  if (objectSelector === undefined) causes.required(`${path}.objectSelector`);
  else checkLabelSelector(objectSelector, `${path}.objectSelector`, causes);
  for (const [index, rule] of resourceRules.entries()) checkNamedRule(rule, `${path}.resourceRules[${index}]`, causes);
  for (const [index, rule] of excludeResourceRules.entries()) {
    checkNamedRule(rule, `${path}.excludeResourceRules[${index}]`, causes);
  }
}

/** Upstream: validateNamedRuleWithOperations. */
function checkNamedRule(rule: NamedRule, path: string, causes: Causes): void {
  const names = new Set<string>();
  for (const [index, name] of (rule.resourceNames ?? []).entries()) {
    const at = `${path}.resourceNames[${index}]`;
    causes.invalidEach(at, name, pathSegmentFaults(name));
    if (names.has(name)) causes.duplicate(at, name);
    names.add(name);
  }
  checkRuleWithOperations(rule, path, causes);
}

const mutableOperations = ["*", "CONNECT", "CREATE", "UPDATE"];

/** Checks that the rules of a mutating policy are about requests that have an object. */
export function checkMutableOperations(rules: readonly NamedRule[], path: string, causes: Causes): void {
  for (const operation of rules.flatMap(({ operations = [] }) => operations)) {
    if (!mutableOperations.includes(operation)) causes.notSupported(path, operation, mutableOperations);
  }
}

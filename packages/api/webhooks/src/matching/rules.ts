import type { AdmissionRequest, Resource } from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";
import { namespaceOf } from "../review/attributes.js";

type Rule = Hook["rules"][number];

/** Whether a rule is about such requests for a kind (upstream: predicates/rules). */
export function matchesRule(rule: Rule, request: AdmissionRequest, { definition }: Resource): boolean {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope = "*" } = rule;
  const { group, version, plural } = definition;
  const isCluster = namespaceOf(request) === "" || (group === "" && plural === "namespaces");
  return (
    (scope === "*" || scope === (isCluster ? "Cluster" : "Namespaced")) &&
    hasOrAny(operations, request.operation) &&
    hasOrAny(apiGroups, group) &&
    hasOrAny(apiVersions, version) &&
    resources.some((pattern) => matchesResource(pattern, plural, request.subresource))
  );
}

function hasOrAny(items: readonly string[], value: string): boolean {
  return items.includes("*") || items.includes(value);
}

function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const [wanted, ...parts] = pattern.split("/");
  const part = parts.join("/");
  return (wanted === "*" || wanted === resource) && (part === "*" || part === subresource);
}

import type { admissionregistrationV1 } from "@engenho/core";
import type { AdmissionOperation, AdmissionRequest } from "../admission/admission.js";
import type { Resource } from "../model/resource.js";
import { namespaceOf } from "./attributes.js";

/** What rules compare a request with. */
export interface RuleSubject {
  /** What the request does. */
  readonly operation: AdmissionOperation;
  /** `""` is core. */
  readonly group: string;
  /** Such as `v1`. */
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  /** `""` for the object itself. */
  readonly subresource: string;
  /** `""` for cluster-scoped objects, and for those of Namespaces itself the name. */
  readonly namespace: string;
  /** `""` if the name will be generated. */
  readonly name: string;
}

/** What rules see of a request for a kind. */
export function subjectOf(request: AdmissionRequest, { definition }: Resource): RuleSubject {
  const { operation, subresource, name } = request;
  const { group, version, plural } = definition;
  return { operation, group, version, resource: plural, subresource, namespace: namespaceOf(request), name };
}

/** Whether a rule is about such requests (predicates/rules). */
export function matchesRule(
  rule: Partial<admissionregistrationV1.NamedRuleWithOperations>,
  subject: RuleSubject,
): boolean {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope = "*" } = rule;
  return (
    isInScope(scope, subject) &&
    hasOrAny(operations, subject.operation) &&
    hasOrAny(apiGroups, subject.group) &&
    hasOrAny(apiVersions, subject.version) &&
    resources.some((resource) => matchesResource(resource, subject))
  );
}

/** Whether a rule names the object, or all of them. */
export function matchesName(
  { resourceNames = [] }: Pick<Partial<admissionregistrationV1.NamedRuleWithOperations>, "resourceNames">,
  { name }: RuleSubject,
): boolean {
  return resourceNames.length === 0 || resourceNames.includes(name);
}

function hasOrAny(items: readonly string[], value: string): boolean {
  return items.includes("*") || items.includes(value);
}

function isInScope(scope: string, { group, resource, namespace }: RuleSubject): boolean {
  const isCluster = namespace === "" || (group === "" && resource === "namespaces");
  switch (scope) {
    case "*":
      return true;
    case "Cluster":
      return isCluster;
    case "Namespaced":
      return !isCluster;
    default:
      return false;
  }
}

function matchesResource(pattern: string, { resource, subresource }: RuleSubject): boolean {
  const slash = pattern.indexOf("/");
  const [wanted, part] = slash < 0 ? [pattern, ""] : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  return (wanted === "*" || wanted === resource) && (part === "*" || part === subresource);
}

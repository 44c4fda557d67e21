import type { AuditedRequest } from "@engenho/apiserver";
import { isFilled } from "./is-filled.js";
import type { AuditLevel, AuditPolicy, AuditPolicyRule, AuditStage, GroupResources } from "./policy.js";

/** How a request is recorded. */
export interface AuditConfig {
  /** The level; `None`: no events. At most `Metadata` if the bodies contain credentials. */
  readonly level: AuditLevel;
  /** The stages at which no event is recorded. */
  readonly omitStages: ReadonlySet<AuditStage>;
  /** Whether bodies are recorded without their managed fields. */
  readonly omitManagedFields: boolean;
}

const none: AuditConfig = { level: "None", omitStages: new Set(), omitManagedFields: false };

/**
 * Evaluates a policy for a request (upstream: audit/policy/checker.go). Requests that no rule matches are not recorded.
 */
export function auditConfigOf(policy: AuditPolicy, request: AuditedRequest): AuditConfig {
  const rule = policy.rules.find((one) => applies(one, request));
  if (rule === undefined || rule.level === "None") return none;
  return {
    level: holdsSecrets(request) ? "Metadata" : rule.level,
    omitStages: new Set([...(policy.omitStages ?? []), ...(rule.omitStages ?? [])]),
    omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields ?? false,
  };
}

/**
 * Whether the bodies of a request are credentials: Secrets, and the tokens of TokenRequests and TokenReviews. They are never recorded,
 * whatever a policy says, where upstream leaves it to the policy.
 */
function holdsSecrets({ group, resource, subresource }: AuditedRequest): boolean {
  if (group === "") return resource === "secrets" || (resource === "serviceaccounts" && subresource === "token");
  return group === "authentication.k8s.io" && resource === "tokenreviews";
}

function applies(rule: AuditPolicyRule, request: AuditedRequest): boolean {
  const { user, verb } = request;
  const groups = user?.groups ?? [];
  if (isFilled(rule.users) && !(user !== undefined && rule.users.includes(user.name))) return false;
  if (isFilled(rule.userGroups) && !rule.userGroups.some((group) => groups.includes(group))) return false;
  if (isFilled(rule.verbs) && !rule.verbs.includes(verb)) return false;
  if (isFilled(rule.namespaces) || isFilled(rule.resources)) return appliesToResource(rule, request);
  if (isFilled(rule.nonResourceURLs)) {
    return !request.isResource && rule.nonResourceURLs.some((url) => coversPath(url, request.path));
  }
  return true;
}

function appliesToResource(rule: AuditPolicyRule, request: AuditedRequest): boolean {
  if (!request.isResource) return false;
  if (isFilled(rule.namespaces) && !rule.namespaces.includes(request.namespace)) return false;
  return !isFilled(rule.resources) || rule.resources.some((resources) => covers(resources, request));
}

function covers({ group = "", resources, resourceNames }: GroupResources, request: AuditedRequest): boolean {
  if (group !== request.group) return false;
  if (!isFilled(resources)) return true;
  if (isFilled(resourceNames) && !resourceNames.includes(request.name)) return false;
  const { resource, subresource } = request;
  const combined = subresource === "" ? resource : `${resource}/${subresource}`;
  return resources.some(
    (wanted) =>
      wanted === "*" ||
      wanted === combined ||
      (subresource !== "" && wanted === `*/${subresource}`) ||
      wanted === `${resource}/*`,
  );
}

function coversPath(url: string, path: string): boolean {
  return url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)));
}

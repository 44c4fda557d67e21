import type { User } from "@engenho/core";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";
import type { AbacPolicy } from "./parse-policies.js";

const allow: AuthorizationDecision = { decision: "Allow", reason: "" };
const noOpinion: AuthorizationDecision = { decision: "NoOpinion", reason: "No policy matched." };
const reads: ReadonlySet<string> = new Set(["get", "list", "watch"]);

/** Allows what any of its policies allows (upstream: pkg/auth/authorizer/abac). */
export class AbacAuthorizer implements Authorizer {
  readonly #policies: readonly AbacPolicy[];

  constructor(policies: readonly AbacPolicy[]) {
    this.#policies = policies;
  }

  authorize(attributes: AuthorizationAttributes): AuthorizationDecision {
    return this.#policies.some((policy) => matches(policy, attributes)) ? allow : noOpinion;
  }

  rulesFor(user: User, namespace: string): UserRules {
    const own = this.#policies.filter(
      (policy) => isSubject(policy, user) && (policy.namespace === "*" || policy.namespace === namespace),
    );
    const verbsOf = (policy: AbacPolicy) => (policy.readonly ? [...reads] : ["*"]);
    return {
      resourceRules: own
        .filter(({ resource }) => resource !== "")
        .map((policy) => ({
          verbs: verbsOf(policy),
          apiGroups: [policy.apiGroup],
          resources: [policy.resource],
          resourceNames: [],
        })),
      nonResourceRules: own
        .filter(({ nonResourcePath }) => nonResourcePath !== "")
        .map((policy) => ({ verbs: verbsOf(policy), nonResourceURLs: [policy.nonResourcePath] })),
      incomplete: false,
      evaluationError: "",
    };
  }
}

function matches(policy: AbacPolicy, attributes: AuthorizationAttributes): boolean {
  if (!isSubject(policy, attributes.user)) return false;
  if (policy.readonly && !reads.has(attributes.verb)) return false;
  if (!attributes.isResource) return isPath(policy.nonResourcePath, attributes.path);
  return (
    accepts(policy.namespace, attributes.namespace) &&
    accepts(policy.resource, attributes.resource) &&
    accepts(policy.apiGroup, attributes.group)
  );
}

/**
 * Whether a policy applies to a user: the user and the group that it names must match; a policy that names neither
 * applies to nobody.
 */
function isSubject({ user, group }: AbacPolicy, { name, groups = [] }: User): boolean {
  if (user === "" && group === "") return false;
  if (user !== "" && !accepts(user, name)) return false;
  return group === "" || group === "*" || groups.includes(group);
}

function accepts(wanted: string, value: string): boolean {
  return wanted === "*" || wanted === value;
}

function isPath(wanted: string, path: string): boolean {
  if (accepts(wanted, path)) return true;
  return wanted.endsWith("*") && path.startsWith(wanted.replace(/\*+$/, ""));
}

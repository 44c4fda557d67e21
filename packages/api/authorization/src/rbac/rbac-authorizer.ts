import type { KindReference, Stored, User, WatchEvent } from "@engenho/core";
import type {
  AuthorizationAttributes,
  AuthorizationDecision,
  NonResourceRule,
  ResourceRule,
  UserRules,
} from "@engenho/registry";
import type { FollowingAuthorizer } from "../store/following-authorizer.js";
import { PermissionMemo } from "./permission-memo.js";
import { type RbacObject, RoleIndex, rbacKinds } from "./role-index.js";
import type { Binding, RoleReference } from "./role-source.js";
import { ruleMatcher } from "./rule-matching.js";
import { allRules, describeBinding, missingRolesText, visitRules } from "./rules-of-user.js";

const noOpinion: AuthorizationDecision = { decision: "NoOpinion", reason: "" };
const unfilled = "RBAC: the roles and bindings have not been read";

/**
 * Role-based access control (upstream: plugin/pkg/auth/authorizer/rbac). It follows the roles and bindings of a store,
 * and refuses everybody while it has not read them.
 */
export class RbacAuthorizer implements FollowingAuthorizer<RbacObject> {
  readonly kinds: readonly KindReference<RbacObject>[] = rbacKinds;
  readonly #index = new RoleIndex();
  readonly #memo = new PermissionMemo();
  #isFilled = false;

  authorize(attributes: AuthorizationAttributes): AuthorizationDecision {
    if (!this.#isFilled) return { decision: "NoOpinion", reason: "", error: unfilled };
    const { user, namespace, isResource } = attributes;
    const remembered = isResource ? this.#memo.find(attributes) : undefined;
    if (remembered !== undefined) return remembered;
    const matches = ruleMatcher(attributes);
    let allowedBy: Binding | undefined;
    let allowsAnyName = false;
    const missing = visitRules(this.#index, { user, namespace }, (rule, binding) => {
      if (!matches(rule)) return false;
      allowedBy = binding;
      allowsAnyName = (rule.resourceNames?.length ?? 0) === 0;
      return true;
    });
    if (allowedBy !== undefined) {
      const reason = `RBAC: allowed by ${describeBinding(allowedBy, user)}`;
      const decision: AuthorizationDecision = { decision: "Allow", reason };
      if (isResource && allowsAnyName) this.#memo.keep(attributes, decision);
      return decision;
    }
    if (missing === undefined || missing.length === 0) return noOpinion;
    return { decision: "NoOpinion", reason: `RBAC: ${missingRolesText(missing, singular)}` };
  }

  rulesFor(user: User, namespace: string): UserRules {
    const { rules, missing } = allRules(this.#index, { user, namespace });
    const resourceRules: ResourceRule[] = [];
    const nonResourceRules: NonResourceRule[] = [];
    for (const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
      if (resources.length > 0) resourceRules.push({ verbs, apiGroups, resources, resourceNames });
      if (nonResourceURLs.length > 0) nonResourceRules.push({ verbs, nonResourceURLs });
    }
    const evaluationError = this.#isFilled ? missingRolesText(missing, singular) : unfilled;
    return { resourceRules, nonResourceRules, incomplete: !this.#isFilled, evaluationError };
  }

  fill(objects: readonly Stored<RbacObject>[]): void {
    this.#memo.clear();
    this.#index.clear();
    for (const object of objects) this.#index.add(object);
    this.#isFilled = true;
  }

  apply(events: readonly WatchEvent<RbacObject>[]): void {
    this.#memo.clear();
    for (const event of events) this.#index.apply(event);
  }

  lose(): void {
    this.#isFilled = false;
    this.#memo.clear();
    this.#index.clear();
  }
}

/** Informers name the resource in the singular. */
function singular(kind: RoleReference["kind"]): string {
  return kind.toLowerCase();
}

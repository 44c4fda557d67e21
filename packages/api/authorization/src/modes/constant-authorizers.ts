import type { User } from "@engenho/core";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";

/** Authorizers whose decision depends on the user's groups at most (upstream: pkg/authorization/authorizerfactory). */

const allow: AuthorizationDecision = { decision: "Allow", reason: "" };
const noOpinion: AuthorizationDecision = { decision: "NoOpinion", reason: "" };
const deny: AuthorizationDecision = { decision: "NoOpinion", reason: "Everything is forbidden." };

const noRules: UserRules = { resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" };
const everyRule: UserRules = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
  evaluationError: "",
};

/** Allows everything. */
export const alwaysAllow: Authorizer = { authorize: () => allow, rulesFor: () => everyRule };

/** Allows nothing; a later authorizer still may. */
export const alwaysDeny: Authorizer = { authorize: () => deny, rulesFor: () => noRules };

const privilegedGroup = "system:masters";

/** Whether a user may do everything, whatever the roles say. */
export function isPrivileged({ groups = [] }: User): boolean {
  return groups.includes(privilegedGroup);
}

/** Allows everything to the members of `system:masters`; precedes all modes, as upstream. */
export const privilegedUsers: Authorizer = {
  authorize: ({ user }: AuthorizationAttributes) => (isPrivileged(user) ? allow : noOpinion),
  rulesFor: () => noRules,
};

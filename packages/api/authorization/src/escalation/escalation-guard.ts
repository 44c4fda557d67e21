import { andThen } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { isPrivileged } from "../modes/constant-authorizers.js";

const kinds: ReadonlySet<string> = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]);

/**
 * Keeps users from granting what they do not have: to write a Role or ClusterRole one must have all of its rules, or be
 * allowed to `escalate` it; to write a binding, all rules of its role, or be allowed to `bind` it (upstream:
 * pkg/registry/rbac, policybased storage). Writes of the program itself, those of `system:masters`, and registries
 * without an authorizer are not checked.
 *
 * It runs after all mutating plugins and cannot be disabled; upstream it is part of the storage.
 */
export const escalationGuard: AdmissionPlugin = {
  name: "RBACEscalation",
  handles: (operation, { stored }, subresource) =>
    operation !== "DELETE" &&
    subresource === "" &&
    stored.group === "rbac.authorization.k8s.io" &&
    kinds.has(stored.kind),
  mutate(request, context) {
    const { user, object } = request;
    const { authorizer } = context;
    if (user === undefined || authorizer === undefined || isPrivileged(user)) return object;
    const checked = import("./check-escalation.js").then(({ checkEscalation }) =>
      checkEscalation({ ...request, user }, { context, authorizer }),
    );
    return andThen(checked, () => object);
  },
};

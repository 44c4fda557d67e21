import { andThen } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { isPrivileged } from "../modes/constant-authorizers.js";

const kinds: ReadonlySet<string> = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]);

/**
 * Keeps users from granting what they do not have: a Role or ClusterRole may only be written by who has all of its rules, or may
 * `escalate` it, and a binding by who has all rules of its role, or may `bind` it (upstream: pkg/registry/rbac, policybased storage). Writes
 * of the program itself, those of `system:masters`, and registries without an authorizer are not checked.
 *
 * It stands behind all mutating plugins and is no plugin that can be left out; upstream it is part of the storage.
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

import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";

/** The kinds of rbac.authorization.k8s.io/v1. */
export const rbacKinds: readonly KindDefinition[] = defineKinds("rbac.authorization.k8s.io", "v1", {
  schemaPrefix: "io.k8s.api.rbac.v1.",
  kinds: [
    { kind: "ClusterRoleBinding", namespaced: false },
    { kind: "ClusterRole", namespaced: false },
    { kind: "RoleBinding" },
    { kind: "Role" },
  ],
});

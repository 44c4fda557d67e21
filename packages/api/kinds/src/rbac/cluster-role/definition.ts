import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { clusterRoleStrategy } from "./strategy.js";

/** rbac.authorization.k8s.io/v1 ClusterRole. */
export const clusterRole: KindDefinition = defineKind({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "ClusterRole",
  namespaced: false,
  strategy: () => clusterRoleStrategy,
});

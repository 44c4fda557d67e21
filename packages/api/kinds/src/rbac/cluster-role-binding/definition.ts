import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { clusterRoleBindingPrinter } from "../binding-printers.js";
import { clusterRoleBindingStrategy } from "./strategy.js";

/** rbac.authorization.k8s.io/v1 ClusterRoleBinding. */
export const clusterRoleBinding: KindDefinition = defineKind({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "ClusterRoleBinding",
  namespaced: false,
  printer: () => clusterRoleBindingPrinter,
  strategy: () => clusterRoleBindingStrategy,
});

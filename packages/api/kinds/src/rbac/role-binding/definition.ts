import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { roleBindingPrinter } from "../binding-printers.js";
import { roleBindingStrategy } from "./strategy.js";

/** rbac.authorization.k8s.io/v1 RoleBinding. */
export const roleBinding: KindDefinition = defineKind({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "RoleBinding",
  printer: () => roleBindingPrinter,
  strategy: () => roleBindingStrategy,
});

import type { KindDefinition } from "@engenho/registry";
import { defineKind } from "../../definition/define-kind.js";
import { roleStrategy } from "./strategy.js";

/** rbac.authorization.k8s.io/v1 Role. */
export const role: KindDefinition = defineKind({
  group: "rbac.authorization.k8s.io",
  version: "v1",
  kind: "Role",
  strategy: () => roleStrategy,
});

import type { Strategy } from "@engenho/registry";
import { bindingStrategy } from "../binding-strategy.js";

/** RoleBinding of rbac.authorization.k8s.io/v1: its roleRef is immutable. */
export const roleBindingStrategy: Strategy = bindingStrategy(true);

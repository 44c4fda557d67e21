import type { Strategy } from "@engenho/registry";
import { bindingStrategy } from "../binding-strategy.js";

/** ClusterRoleBinding of rbac.authorization.k8s.io/v1: its roleRef is immutable. */
export const clusterRoleBindingStrategy: Strategy = bindingStrategy(false);

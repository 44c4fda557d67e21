import type { Logger, Store } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import { bootstrapPolicy } from "./parse-policy.js";

/** Options of {@link ensureBootstrapPolicy}. */
export interface BootstrapPolicyOptions {
  /** Where objects that cannot be written are logged. */
  readonly logger: Logger;
  /**
   * Whether new aggregated ClusterRoles (`admin`, `edit`, `view`) have their rules at once. Default false: only the aggregation
   * controller gives them.
   */
  readonly aggregated?: boolean | undefined;
}

/**
 * Creates the bootstrap roles and bindings, and adds missing rules and subjects to existing ones; objects with the
 * annotation `rbac.authorization.kubernetes.io/autoupdate: "false"` are not changed (upstream: the post-start hook
 * rbac/bootstrap-roles). The namespaces `kube-system` and `kube-public` must exist. An object that cannot be written is
 * logged, and the others are written all the same.
 */
export async function ensureBootstrapPolicy(
  store: Store & Partial<Pick<RegistryStore, "seed">>,
  { logger, aggregated }: BootstrapPolicyOptions,
): Promise<void> {
  const { clusterRoles, clusterRoleBindings, roles, roleBindings } = bootstrapPolicy({ aggregated });
  const objects = [...clusterRoles, ...clusterRoleBindings, ...roles, ...roleBindings];
  const existing = store.seed === undefined ? objects : ((await store.seed(objects)) as typeof objects);
  if (existing.length === 0) return;
  const { reconcilePolicy } = await import("./reconcile-policy.js");
  await reconcilePolicy(store, existing, logger);
}

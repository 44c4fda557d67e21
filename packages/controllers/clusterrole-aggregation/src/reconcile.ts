import {
  type ClusterRole,
  clusterRoles,
  findObject,
  type ReconcileResult,
  type Store,
  type Stored,
} from "@engenho/core";
import { aggregateRules, haveSameRules } from "./aggregate-rules.js";

const fieldManager = "clusterrole-aggregation-controller";

/** Brings the rules of one aggregated ClusterRole up to date. Throws what the store throws. */
export function createReconciler(store: Store): (name: string) => Promise<ReconcileResult> {
  return async (name) => {
    const role = await findObject(store, clusterRoles, { name });
    if (role?.aggregationRule === undefined) return { changed: false };
    const selected: (readonly Stored<ClusterRole>[])[] = [];
    for (const labelSelector of role.aggregationRule.clusterRoleSelectors ?? []) {
      selected.push((await store.list(clusterRoles, { labelSelector })).items);
    }
    const rules = aggregateRules(name, selected);
    if (haveSameRules(rules, role.rules ?? [])) return { changed: false };
    const { apiVersion, kind } = role;
    const value = { apiVersion, kind, metadata: { name }, rules };
    await store.patch(clusterRoles, { name }, { type: "apply", value, force: true }, { fieldManager });
    return { changed: true };
  };
}

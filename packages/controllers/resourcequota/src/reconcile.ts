import {
  type Clock,
  findObject,
  parseResources,
  type ReconcileContext,
  type ReconcileResult,
  type ResourceQuota,
  resourceQuotas,
  type Store,
  splitKey,
} from "@engenho/core";
import { equalTotals, toResourceList } from "@engenho/quota";
import { countUsage } from "./count-usage.js";

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Brings the status of one quota up to date (upstream: syncResourceQuota). The quota is read first, then a turn passes: an
 * object whose place admission has charged until then exists when the objects are counted. One that is charged later has
 * changed the quota, and the write conflicts.
 */
export function createReconciler({ store, clock }: ReconcilerOptions) {
  return async (key: string, { observe, slice }: ReconcileContext): Promise<ReconcileResult> => {
    const quota = await findObject(store, resourceQuotas, splitKey(key));
    if (quota === undefined) return { changed: false };
    await clock.turn();
    const hard = quota.spec?.hard ?? {};
    const counted = await observe(() => countUsage(quota, { store, slice, nowMs: clock.now() }));
    // What nothing here counts keeps its last value.
    const before = parseResources(quota.status?.used);
    const used = new Map([...before, ...counted].filter(([name]) => Object.hasOwn(hard, name)));
    const isCurrent =
      quota.status?.used !== undefined &&
      equalTotals(parseResources(hard), parseResources(quota.status.hard)) &&
      equalTotals(before, used);
    if (isCurrent) return { changed: false };
    const next: ResourceQuota = { ...quota, status: { hard, used: toResourceList(used) } };
    await store.update(next, { subresource: "status", fieldManager: "kube-controller-manager" });
    return { changed: true };
  };
}

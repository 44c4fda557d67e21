import {
  type Claim,
  claimDependents,
  controllerOf,
  type Deployment,
  type LabelMatcher,
  type ReplicaSet,
  replicaSets,
  type Store,
  type Stored,
} from "@engenho/core";

/**
 * Claims the Deployment's ReplicaSets (DEP-12): those that it controls, and the orphans in its namespace that it selects.
 * Both lists are served from indexes. Throws if one could not be adopted or released.
 */
export async function claimReplicaSets(
  store: Store,
  deployment: Stored<Deployment>,
  selector: LabelMatcher,
): Promise<Claim<ReplicaSet>> {
  const { namespace, uid, deletionTimestamp } = deployment.metadata;
  const labelSelector = deployment.spec?.selector;
  const adopts = labelSelector !== undefined && deletionTimestamp === undefined;
  const [owned, selected] = await Promise.all([
    store.list(replicaSets, { namespace, ownerUid: uid }),
    adopts ? store.list(replicaSets, { namespace, labelSelector }) : { items: [] },
  ]);
  // The lists may be of different resourceVersions; a ReplicaSet adopted in between is in both.
  const candidates = new Map<string, Stored<ReplicaSet>>();
  for (const orphan of selected.items) {
    if (controllerOf(orphan) === undefined) candidates.set(orphan.metadata.uid, orphan);
  }
  for (const each of owned.items) if (controllerOf(each)?.uid === uid) candidates.set(each.metadata.uid, each);
  return claimDependents({ store, owner: deployment, selector, candidates: candidates.values() });
}

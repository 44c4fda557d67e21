import {
  type Claim,
  claimDependents,
  controllerOf,
  type Deployment,
  type LabelMatcher,
  type ReplicaSet,
  type Store,
  type Stored,
} from "@engenho/core";
import { replicaSetKind } from "./kinds.js";

/**
 * Settles which ReplicaSets belong to the Deployment (DEP-12): those that it controls, and those of its namespace that it
 * selects and nobody controls. Both lists come from indexes. Throws when one could not be adopted or released.
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
    store.list<ReplicaSet>(replicaSetKind, { namespace, ownerUid: uid }),
    adopts ? store.list<ReplicaSet>(replicaSetKind, { namespace, labelSelector }) : { items: [] },
  ]);
  // The lists may show two moments, and one that was adopted between them is in both.
  const candidates = new Map<string, Stored<ReplicaSet>>();
  for (const orphan of selected.items) {
    if (controllerOf(orphan) === undefined) candidates.set(orphan.metadata.uid, orphan);
  }
  for (const each of owned.items) if (controllerOf(each)?.uid === uid) candidates.set(each.metadata.uid, each);
  return claimDependents({ store, owner: deployment, selector, candidates: candidates.values() });
}

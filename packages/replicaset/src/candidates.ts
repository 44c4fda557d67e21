import { controllerOf, type Pod, type ReplicaSet, type Store, type Stored } from "@engenho/core";
import type { ReplicaKind } from "./replica-kind.js";
import type { Selectors } from "./selectors.js";

const pods = { apiVersion: "v1", kind: "Pod" };

/** What the two look-ups need. */
export interface CandidateSource {
  readonly store: Store;
  readonly kind: ReplicaKind;
  readonly selectors: Selectors;
}

/**
 * The pods that a ReplicaSet controls, and, unless it is being deleted, those of its namespace that it selects and nobody
 * controls (RS-28). Both lists come from indexes: what other pods there are costs nothing.
 */
export async function candidatePods(source: CandidateSource, replicaSet: Stored<ReplicaSet>): Promise<Stored<Pod>[]> {
  const { store, kind } = source;
  const { namespace, name, uid, deletionTimestamp } = replicaSet.metadata;
  const labelSelector = kind.selectorOf(replicaSet);
  const adopts = labelSelector !== undefined && deletionTimestamp === undefined;
  const [owned, selected] = await Promise.all([
    store.list<Pod>(pods, { namespace, ownerUid: uid }),
    adopts ? store.list<Pod>(pods, { namespace, labelSelector }) : { items: [] },
  ]);
  const candidates = owned.items.filter((pod) => {
    const controller = controllerOf(pod);
    return controller?.uid === uid && controller.name === name && controller.kind === kind.kind;
  });
  const orphans = selected.items.filter((pod) => controllerOf(pod) === undefined);
  if (orphans.length === 0) return candidates;
  // The lists may show two moments, and a pod adopted between them is in both.
  const known = new Set(candidates.map((pod) => pod.metadata.uid));
  for (const orphan of orphans) if (!known.has(orphan.metadata.uid)) candidates.push(orphan);
  return candidates;
}

/**
 * The pods selected by the ReplicaSets that have the same controller as this one, itself included, each once, whoever
 * owns them (RS-47). None when it has no controller. A selector that cannot be converted selects nothing.
 */
export async function relatedPods(source: CandidateSource, replicaSet: Stored<ReplicaSet>): Promise<readonly Pod[]> {
  const { store, kind, selectors } = source;
  const controller = controllerOf(replicaSet);
  if (controller === undefined) return [];
  const { items } = await store.list<ReplicaSet>(kind, { ownerUid: controller.uid });
  const siblings = items.filter((each) => {
    const selector = kind.selectorOf(each);
    if (selector === undefined || selectors.tryCompile(selector) === undefined) return false;
    return controllerOf(each)?.uid === controller.uid;
  });
  const lists = await Promise.all(
    siblings.map((each) =>
      store.list<Pod>(pods, { namespace: each.metadata.namespace, labelSelector: kind.selectorOf(each) }),
    ),
  );
  const related = new Map<string, Pod>();
  for (const list of lists) for (const pod of list.items) related.set(pod.metadata.uid, pod);
  return [...related.values()];
}

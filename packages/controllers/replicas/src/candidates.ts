import { controllerOf, type Pod, pods, type SelectorMemo, type Store, type Stored } from "@engenho/core";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";

/** What the lists of candidates need. */
export interface CandidateSource {
  readonly store: Store;
  readonly kind: ReplicaKind;
  readonly selectors: SelectorMemo;
}

/** The pods with an owner reference to `owner`, ordered by name. */
export async function ownedPods(
  { store }: CandidateSource,
  owner: Stored<ReplicaOwner>,
): Promise<readonly Stored<Pod>[]> {
  const { namespace, uid } = owner.metadata;
  return (await store.list(pods, { namespace, ownerUid: uid })).items;
}

/** Whether the owner is the pod's controller, by UID, name and kind (RS-28). */
export function isControlledByOwner(
  pod: Pod,
  { metadata: { uid, name } }: Stored<ReplicaOwner>,
  kind: ReplicaKind,
): boolean {
  const controller = controllerOf(pod);
  return controller?.uid === uid && controller.name === name && controller.kind === kind.kind;
}

/**
 * The pods in the owner's namespace that match its selector and have no controller (RS-28); none while it is being deleted.
 * They come from an index of the store, so pods with a controller are not visited.
 */
export async function orphanPods(
  source: CandidateSource,
  owner: Stored<ReplicaOwner>,
): Promise<readonly Stored<Pod>[]> {
  const { store, kind } = source;
  const { namespace, deletionTimestamp } = owner.metadata;
  const labelSelector = kind.selectorOf(owner);
  if (labelSelector === undefined || deletionTimestamp !== undefined) return [];
  const { items } = await store.list(pods, { namespace, labelSelector, uncontrolled: true });
  return items.filter((pod) => controllerOf(pod) === undefined);
}

/** Joins owned pods and orphans. The lists may be of different resourceVersions; a pod adopted in between is in both. */
export function joinCandidates(owned: readonly Stored<Pod>[], orphans: readonly Stored<Pod>[]): readonly Stored<Pod>[] {
  if (orphans.length === 0) return owned;
  const known = new Set(owned.map((pod) => pod.metadata.uid));
  return [...owned, ...orphans.filter((orphan) => !known.has(orphan.metadata.uid))];
}

/**
 * The pods selected by the owners of this kind that have the same controller as `owner`, itself included, each once and
 * whatever their controller (RS-47). None if it has no controller, or if the kind does not count siblings. An invalid
 * selector selects nothing.
 */
export async function relatedPods(source: CandidateSource, owner: Stored<ReplicaOwner>): Promise<readonly Pod[]> {
  const { store, kind, selectors } = source;
  const controller = controllerOf(owner);
  if (controller === undefined || !kind.countsSiblings) return [];
  const { items } = await store.list<ReplicaOwner>(kind, { ownerUid: controller.uid });
  const siblings = items.filter((each) => {
    const selector = kind.selectorOf(each);
    if (selector === undefined || selectors.tryCompile(selector) === undefined) return false;
    return controllerOf(each)?.uid === controller.uid;
  });
  const lists = await Promise.all(
    siblings.map((each) =>
      store.list(pods, { namespace: each.metadata.namespace, labelSelector: kind.selectorOf(each) }),
    ),
  );
  const [only, ...others] = lists.filter((list) => list.items.length > 0);
  if (others.length === 0) return only?.items ?? [];
  const related = new Map<string, Pod>();
  for (const list of lists) for (const pod of list.items) related.set(pod.metadata.uid, pod);
  return [...related.values()];
}

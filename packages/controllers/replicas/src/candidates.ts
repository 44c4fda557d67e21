import type { SelectorMemo } from "@engenho/core";
import { controllerOf, type Pod, type Store, type Stored } from "@engenho/core";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";

const pods = { apiVersion: "v1", kind: "Pod" };

/** What the two look-ups need. */
export interface CandidateSource {
  readonly store: Store;
  readonly kind: ReplicaKind;
  readonly selectors: SelectorMemo;
}

/** The pods that have `owner` among their owners, in the order of their names. */
export async function ownedPods(
  { store }: CandidateSource,
  owner: Stored<ReplicaOwner>,
): Promise<readonly Stored<Pod>[]> {
  const { namespace, uid } = owner.metadata;
  return (await store.list<Pod>(pods, { namespace, ownerUid: uid })).items;
}

/** Whether the owner controls the pod: by its UID, its name and its kind (RS-28). */
export function isControlledByOwner(
  pod: Pod,
  { metadata: { uid, name } }: Stored<ReplicaOwner>,
  kind: ReplicaKind,
): boolean {
  const controller = controllerOf(pod);
  return controller?.uid === uid && controller.name === name && controller.kind === kind.kind;
}

/**
 * The pods of the owner's namespace that it selects and nobody controls (RS-28); none while it is being deleted. They
 * come from an index: the pods that it has already are not looked at.
 */
export async function orphanPods(
  source: CandidateSource,
  owner: Stored<ReplicaOwner>,
): Promise<readonly Stored<Pod>[]> {
  const { store, kind } = source;
  const { namespace, deletionTimestamp } = owner.metadata;
  const labelSelector = kind.selectorOf(owner);
  if (labelSelector === undefined || deletionTimestamp !== undefined) return [];
  const { items } = await store.list<Pod>(pods, { namespace, labelSelector, uncontrolled: true });
  return items.filter((pod) => controllerOf(pod) === undefined);
}

/** What it owns and the orphans together. The lists may show two moments, and a pod adopted between them is in both. */
export function joinCandidates(owned: readonly Stored<Pod>[], orphans: readonly Stored<Pod>[]): readonly Stored<Pod>[] {
  if (orphans.length === 0) return owned;
  const known = new Set(owned.map((pod) => pod.metadata.uid));
  return [...owned, ...orphans.filter((orphan) => !known.has(orphan.metadata.uid))];
}

/**
 * The pods selected by the owners of its kind that have the same controller as this one, itself included, each once,
 * whoever owns them (RS-47). None when it has no controller, and for a kind whose siblings do not count. A selector that
 * cannot be converted selects nothing.
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
      store.list<Pod>(pods, { namespace: each.metadata.namespace, labelSelector: kind.selectorOf(each) }),
    ),
  );
  const [only, ...others] = lists.filter((list) => list.items.length > 0);
  if (others.length === 0) return only?.items ?? [];
  const related = new Map<string, Pod>();
  for (const list of lists) for (const pod of list.items) related.set(pod.metadata.uid, pod);
  return [...related.values()];
}

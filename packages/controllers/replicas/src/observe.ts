import {
  claimDependents,
  controllerOf,
  isPodActive,
  isPodTerminal,
  type LabelMatcher,
  type Pod,
  type Stored,
} from "@engenho/core";
import { isControlledByOwner, joinCandidates, orphanPods, ownedPods } from "./candidates.js";
import { podFact } from "./pod-facts.js";
import type { ReplicaContext } from "./reconcile.js";
import type { ReplicaOwner } from "./replica-kind.js";
import { countPods, type PodCounts } from "./status.js";

/** The pods of an owner, as a reconcile observes them. */
export interface Observation {
  /** Whether anything was adopted or released. */
  readonly changed: boolean;
  /** The number of claimed active pods. */
  readonly active: number;
  /** These pods, ordered by name. */
  pods(): readonly Stored<Pod>[];
  counts(nowMs: number): PodCounts;
  /** RS-57: terminating pods that are controlled and selected and not terminal. Orphans are not counted. */
  terminating(): number;
}

/** The owner whose pods {@link readPods} reads. */
export interface Observed {
  readonly key: string;
  readonly owner: Stored<ReplicaOwner>;
  readonly selector: LabelMatcher;
}

/** The pods of an owner as read: either nothing is to be claimed, or `claim` adopts and releases. */
export type ReadPods =
  | { readonly type: "unchanged"; readonly observation: Observation }
  | { readonly type: "claim"; claim(): Promise<Observation> };

/** Reads the pods of an owner. Its `claim` writes (RS-28..RS-34) and throws what claiming throws. */
export async function readPods(context: ReplicaContext, observed: Observed): Promise<ReadPods> {
  const { owner } = observed;
  const [owned, orphans] = await Promise.all([ownedPods(context, owner), orphanPods(context, owner)]);
  const observation = orphans.length === 0 ? observeUnchanged(context, observed, owned) : undefined;
  if (observation !== undefined) return { type: "unchanged", observation };
  return { type: "claim", claim: () => claim(context, observed, owned, orphans) };
}

const claimed = podFact.controlled | podFact.active | podFact.selected;

/** The observation if no pod has to be adopted or released, from cached facts about each pod; otherwise `undefined`. */
function observeUnchanged(
  { facts }: ReplicaContext,
  { key, owner, selector }: Observed,
  owned: readonly Stored<Pod>[],
): Observation | undefined {
  const known = facts.of(key, { owner, selector, owned });
  let active = 0;
  let fullyLabeled = 0;
  let ready = 0;
  for (const fact of known) {
    if ((fact & podFact.active) === 0 || (fact & podFact.controlled) === 0) continue;
    if ((fact & podFact.selected) === 0) return undefined;
    active++;
    if ((fact & podFact.fullyLabeled) !== 0) fullyLabeled++;
    if ((fact & podFact.ready) !== 0) ready++;
  }
  const pods = () => owned.filter((_pod, index) => ((known[index] ?? 0) & claimed) === claimed);
  const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
  return {
    changed: false,
    active,
    pods,
    counts: (nowMs) =>
      minReadySeconds === 0
        ? { replicas: active, fullyLabeled, ready, available: ready }
        : countPods(owner, pods(), nowMs),
    terminating: () =>
      countTerminating(
        owned.filter((_pod, index) => ((known[index] ?? 0) & podFact.controlled) !== 0),
        selector,
      ),
  };
}

async function claim(
  { store, kind }: ReplicaContext,
  { owner, selector }: Observed,
  owned: readonly Stored<Pod>[],
  orphans: readonly Stored<Pod>[],
): Promise<Observation> {
  const controlled = owned.filter((pod) => isControlledByOwner(pod, owner, kind));
  const candidates = joinCandidates(controlled, orphans);
  const active = candidates.filter(isPodActive);
  const { claimed: pods, changed } = await claimDependents({ store, owner, selector, candidates: active });
  return {
    changed,
    active: pods.length,
    pods: () => pods,
    counts: (nowMs) => countPods(owner, pods, nowMs),
    terminating: () => countTerminating(candidates, selector),
  };
}

function countTerminating(candidates: readonly Stored<Pod>[], selector: LabelMatcher): number {
  return candidates.filter(
    (pod) =>
      pod.metadata.deletionTimestamp !== undefined &&
      !isPodTerminal(pod) &&
      controllerOf(pod) !== undefined &&
      selector.matches(pod.metadata.labels),
  ).length;
}

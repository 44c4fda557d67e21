import {
  type Clock,
  type EventRecorder,
  findObject,
  type LabelMatcher,
  type Logger,
  type ReconcileContext,
  type ReconcileResult,
  type SelectorMemo,
  type Store,
  type Stored,
  splitKey,
} from "@engenho/core";
import { applyPlan, choosePods } from "./apply.js";
import type { DeletionCriteriaCache } from "./deletion-criteria.js";
import { readPods } from "./observe.js";
import { nextAvailabilityCheckMs, planReplicas, type ReplicaPlan } from "./plan.js";
import type { PodFacts } from "./pod-facts.js";
import type { ReplicaKind, ReplicaOwner } from "./replica-kind.js";
import { computeStatus } from "./status.js";
import { writeStatus } from "./status-write.js";

/** What all reconciles of a controller share. */
export interface ReplicaContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: EventRecorder;
  readonly kind: ReplicaKind;
  readonly burst: number;
  readonly terminatingReplicas: boolean;
  readonly selectors: SelectorMemo;
  readonly facts: PodFacts;
  readonly criteria: DeletionCriteriaCache;
}

/**
 * Brings one owner's pods to the desired number and updates its status (upstream's syncReplicaSet). Throws the error of a
 * failed claim before anything else is done (RS-34), or at the end that of a failed status write, else that of a failed
 * creation or deletion (RS-61).
 */
export async function reconcileReplicas(
  context: ReplicaContext,
  key: string,
  { slice, observe }: ReconcileContext,
): Promise<ReconcileResult> {
  const { store, clock, kind } = context;
  // RS-26: the owner has been deleted.
  const owner = await findObject<ReplicaOwner>(store, kind, splitKey(key));
  if (owner === undefined) {
    context.facts.forget(key);
    context.criteria.forget(key);
    return { changed: false };
  }
  const selector = selectorOf(context, owner);
  if (selector === undefined) return { changed: false };

  // Adoptions and releases are no observation: how long writes take says nothing about how often pods may be read.
  const read = await observe(() => readPods(context, { key, owner, selector }));
  const observed = read.type === "unchanged" ? read.observation : await read.claim();
  const { plan, chosen } = await observe(async () => {
    const plan = planOf(context, owner, observed.active);
    const chosen = plan.type === "delete" ? await choosePods(context, owner, { plan, active: observed.pods() }) : [];
    return { plan, chosen };
  });
  const applied = await applyPlan(context, owner, { plan, chosen, slice });

  const evaluatedMs = clock.now();
  const status = computeStatus({
    owner,
    counts: observed.counts(evaluatedMs),
    terminating: context.terminatingReplicas ? observed.terminating() : undefined,
    failure: applied.failure,
    nowMs: evaluatedMs,
  });
  const { owner: updated, written } = await writeStatus(store, owner, status);
  if (applied.failure !== undefined) throw applied.failure;

  const changed = observed.changed || applied.changed || written;
  // RS-36, RS-43: more pods than the burst have to be created or deleted: continue at once.
  if (plan.type !== "nothing" && plan.count === context.burst) return { changed, requeueAfterMs: 0 };
  const minReadySeconds = updated.spec?.minReadySeconds ?? 0;
  if (minReadySeconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) return { changed };
  context.logger.debug({ controller: kind.controllerName, key }, "pods are Ready but not yet available");
  const nowMs = clock.now();
  const requeueAfterMs = nextAvailabilityCheckMs({ pods: observed.pods(), minReadySeconds, evaluatedMs, nowMs });
  return { changed, requeueAfterMs };
}

/** RS-27: an invalid selector is logged and not retried, since a retry would fail in the same way. */
function selectorOf(context: ReplicaContext, owner: Stored<ReplicaOwner>): LabelMatcher | undefined {
  const { selectors, kind, logger } = context;
  const { namespace, name } = owner.metadata;
  const selector = selectors.tryCompile(kind.selectorOf(owner));
  if (selector === undefined) logger.error({ controller: kind.controllerName, namespace, name }, "invalid selector");
  return selector;
}

/** RS-35: no pods are created or deleted while the owner is being deleted; the garbage collector deletes them. */
function planOf({ burst }: ReplicaContext, owner: Stored<ReplicaOwner>, active: number): ReplicaPlan {
  if (owner.metadata.deletionTimestamp !== undefined) return { type: "nothing" };
  return planReplicas(active, owner.spec?.replicas ?? 1, burst);
}

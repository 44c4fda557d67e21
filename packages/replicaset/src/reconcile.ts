import {
  type Clock,
  type EventRecorder,
  findObject,
  type LabelMatcher,
  type Logger,
  type ReconcileResult,
  type ReplicaSet,
  restAfter,
  type Store,
  type Stored,
  splitKey,
  type TimeSlice,
} from "@engenho/core";
import { applyPlan, choosePods } from "./apply.js";
import { observePods } from "./observe.js";
import { nextAvailabilityCheckMs, planReplicas, type ReplicaPlan } from "./plan.js";
import type { PodFacts } from "./pod-facts.js";
import type { ReplicaKind } from "./replica-kind.js";
import type { Selectors } from "./selectors.js";
import { computeStatus } from "./status.js";
import { writeStatus } from "./status-write.js";

/** What a reconcile works with. */
export interface ReplicaContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: EventRecorder;
  readonly kind: ReplicaKind;
  readonly burst: number;
  readonly terminatingReplicas: boolean;
  readonly selectors: Selectors;
  readonly facts: PodFacts;
  /** Shared by all reconciles, so that together they give way to the event loop. */
  readonly slice: TimeSlice;
}

/**
 * Brings one ReplicaSet's pods to the wanted number and tells its status (upstream's syncReplicaSet). Throws what made it
 * fail: a failed claim before anything else is done (RS-34); a failed status write, else a failed creation or deletion,
 * at the end (RS-61).
 */
export async function reconcileReplicas(context: ReplicaContext, key: string): Promise<ReconcileResult> {
  const { store, clock, kind } = context;
  const begunMs = clock.now();
  // RS-26: what is gone needs nothing.
  const replicaSet = await findObject<ReplicaSet>(store, {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    ...splitKey(key),
  });
  if (replicaSet === undefined) {
    context.facts.forget(key);
    return { changed: false };
  }
  const selector = selectorOf(context, replicaSet);
  if (selector === undefined) return { changed: false };

  const observed = await observePods(context, { key, replicaSet, selector });
  const plan = planOf(context, replicaSet, observed.active);
  const chosen = plan.type === "delete" ? await choosePods(context, replicaSet, { plan, active: observed.pods() }) : [];
  const lookedMs = clock.now() - begunMs;
  const applied = await applyPlan(context, replicaSet, { plan, chosen });

  const evaluatedMs = clock.now();
  const status = computeStatus({
    replicaSet,
    counts: observed.counts(evaluatedMs),
    terminating: context.terminatingReplicas ? observed.terminating() : undefined,
    failure: applied.failure,
    nowMs: evaluatedMs,
  });
  const { replicaSet: updated, written } = await writeStatus(store, replicaSet, status);
  if (applied.failure !== undefined) throw applied.failure;

  const changed = observed.changed || applied.changed || written;
  // When there is more to create or delete than one reconcile may, the next one follows at once.
  const restMs = plan.type !== "nothing" && plan.count === context.burst ? 0 : restAfter(lookedMs);
  const minReadySeconds = updated.spec?.minReadySeconds ?? 0;
  if (minReadySeconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) {
    return { changed, restMs };
  }
  context.logger.debug({ controller: kind.controllerName, key }, "pods are Ready but not yet available");
  const nowMs = clock.now();
  const requeueAfterMs = nextAvailabilityCheckMs({ pods: observed.pods(), minReadySeconds, evaluatedMs, nowMs });
  return { changed, restMs, requeueAfterMs };
}

/** RS-27: what cannot be converted now cannot be converted later either, so there is no retry. */
function selectorOf(context: ReplicaContext, replicaSet: Stored<ReplicaSet>): LabelMatcher | undefined {
  const { selectors, kind, logger } = context;
  const { namespace, name } = replicaSet.metadata;
  const selector = selectors.tryCompile(kind.selectorOf(replicaSet));
  if (selector === undefined) logger.error({ controller: kind.controllerName, namespace, name }, "invalid selector");
  return selector;
}

/** RS-35: while it is being deleted its pods are the garbage collector's. */
function planOf({ burst }: ReplicaContext, replicaSet: Stored<ReplicaSet>, active: number): ReplicaPlan {
  if (replicaSet.metadata.deletionTimestamp !== undefined) return { type: "nothing" };
  return planReplicas(active, replicaSet.spec?.replicas ?? 1, burst);
}

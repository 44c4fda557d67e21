import {
  type Clock,
  claimDependents,
  controllerOf,
  type EventRecorder,
  findObject,
  isPodActive,
  isPodTerminal,
  type LabelMatcher,
  type Logger,
  type Pod,
  type ReconcileResult,
  type ReplicaSet,
  type Store,
  type Stored,
  splitKey,
  type TimeSlice,
} from "@engenho/core";
import { type Applied, applyPlan } from "./apply.js";
import { candidatePods } from "./candidates.js";
import { nextAvailabilityCheckMs, planReplicas } from "./plan.js";
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
  // RS-26: what is gone needs nothing.
  const replicaSet = await findObject<ReplicaSet>(store, {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    ...splitKey(key),
  });
  if (replicaSet === undefined) return { changed: false };
  const selector = selectorOf(context, replicaSet);
  if (selector === undefined) return { changed: false };

  const candidates = await candidatePods(context, replicaSet);
  const active = candidates.filter(isPodActive);
  const claim = await claimDependents({ store, owner: replicaSet, selector, candidates: active });
  const pods = claim.claimed;

  const applied = await manageReplicas(context, replicaSet, pods);
  const evaluatedMs = clock.now();
  const status = computeStatus({
    replicaSet,
    pods,
    terminating: context.terminatingReplicas ? countTerminating(candidates, selector) : undefined,
    failure: applied.failure,
    nowMs: evaluatedMs,
  });
  const { replicaSet: updated, written } = await writeStatus(store, replicaSet, status);
  if (applied.failure !== undefined) throw applied.failure;

  const changed = claim.changed || applied.changed || written;
  const minReadySeconds = updated.spec?.minReadySeconds ?? 0;
  if (minReadySeconds === 0 || (status.readyReplicas ?? 0) === (status.availableReplicas ?? 0)) return { changed };
  context.logger.debug({ controller: kind.controllerName, key }, "pods are Ready but not yet available");
  return {
    changed,
    requeueAfterMs: nextAvailabilityCheckMs({ pods, minReadySeconds, evaluatedMs, nowMs: clock.now() }),
  };
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
async function manageReplicas(
  context: ReplicaContext,
  replicaSet: Stored<ReplicaSet>,
  active: readonly Stored<Pod>[],
): Promise<Applied> {
  if (replicaSet.metadata.deletionTimestamp !== undefined) return { changed: false };
  const plan = planReplicas(active.length, replicaSet.spec?.replicas ?? 1, context.burst);
  return applyPlan(context, replicaSet, { plan, active });
}

/** RS-57: controlled and selected, not yet at an end. A candidate that nobody controls is not counted. */
function countTerminating(candidates: readonly Stored<Pod>[], selector: LabelMatcher): number {
  return candidates.filter(
    (pod) =>
      pod.metadata.deletionTimestamp !== undefined &&
      !isPodTerminal(pod) &&
      controllerOf(pod) !== undefined &&
      selector.matches(pod.metadata.labels),
  ).length;
}

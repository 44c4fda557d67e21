import {
  errorMessage,
  hasStatusCause,
  isStoreError,
  keyOf,
  type Pod,
  type Stored,
  slowStart,
  startPaced,
  type TimeSlice,
} from "@engenho/core";
import { relatedPods } from "./candidates.js";
import type { ReplicaPlan } from "./plan.js";
import { hasTemplateLabels, podMaker } from "./pod-from-template.js";
import { podsToDelete } from "./rank.js";
import type { ReplicaContext } from "./reconcile.js";
import type { ReplicaOwner } from "./replica-kind.js";

/** A plan, and what is needed to carry it out. */
export interface PlannedChange {
  readonly plan: ReplicaPlan;
  /** The pods to delete, for a plan to delete. */
  readonly chosen: readonly Stored<Pod>[];
  readonly slice: TimeSlice;
}

/** The result of carrying out a plan. */
export interface ApplyResult {
  readonly changed: boolean;
  /** The first error; `undefined` if there was none. */
  readonly failure?: unknown;
}

const slowStartInitialBatch = 1;

/** Chooses the pods to delete among the owner's active ones (RS-43..RS-52). */
export async function choosePods(
  context: ReplicaContext,
  owner: Stored<ReplicaOwner>,
  { plan, active }: { readonly plan: { readonly count: number }; readonly active: readonly Stored<Pod>[] },
): Promise<readonly Stored<Pod>[]> {
  if (plan.count >= active.length) return active;
  const related = await relatedPods(context, owner);
  const criteria = context.criteria.of(keyOf(owner), active);
  return podsToDelete({ criteria, related, count: plan.count, nowMs: context.clock.now() });
}

/** Creates pods as planned, or deletes the chosen ones. Errors of single pods are returned, not thrown. */
export async function applyPlan(
  context: ReplicaContext,
  owner: Stored<ReplicaOwner>,
  { plan, chosen, slice }: PlannedChange,
): Promise<ApplyResult> {
  switch (plan.type) {
    case "nothing":
      return { changed: false };
    case "create":
      return createPods(context, owner, { count: plan.count, slice });
    case "delete":
      return deletePods(context, owner, { chosen, slice });
  }
}

/** RS-36..RS-42: creates pods in slow-start batches. */
async function createPods(
  context: ReplicaContext,
  owner: Stored<ReplicaOwner>,
  { count, slice }: { readonly count: number; readonly slice: TimeSlice },
): Promise<ApplyResult> {
  const { store, recorder } = context;
  if (!hasTemplateLabels(owner)) return { changed: false, failure: new Error("unable to create pods, no labels") };
  const nextPod = podMaker(owner);
  const failures: unknown[] = [];
  const { successes } = await slowStart(count, { initialBatch: slowStartInitialBatch, slice }, async () => {
    try {
      const pod = await store.create<Pod>(nextPod());
      recorder.event(owner, "Normal", "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
    } catch (error) {
      // RS-39: a terminating namespace refuses every pod. That is not reported as a failure, but ends the batches.
      if (!hasStatusCause(error, "NamespaceTerminating")) {
        failures.push(error);
        recorder.event(owner, "Warning", "FailedCreate", `Error creating: ${errorMessage(error)}`);
      }
      throw error;
    }
  });
  return { changed: successes > 0, failure: failures[0] };
}

/** RS-44: deletes the chosen pods concurrently. */
async function deletePods(
  context: ReplicaContext,
  owner: Stored<ReplicaOwner>,
  { chosen, slice }: Pick<PlannedChange, "chosen" | "slice">,
): Promise<ApplyResult> {
  const { store, recorder } = context;
  const failures: unknown[] = [];
  let deleted = 0;
  await startPaced(chosen.length, slice, async (index) => {
    const pod = chosen[index] as Stored<Pod>;
    try {
      await store.delete(pod, pod.metadata);
      deleted++;
      recorder.event(owner, "Normal", "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
    } catch (error) {
      if (isStoreError(error, "NotFound")) return;
      failures.push(new Error(`unable to delete pods: ${errorMessage(error)}`, { cause: error }));
      recorder.event(owner, "Warning", "FailedDelete", `Error deleting: ${errorMessage(error)}`);
    }
  });
  return { changed: deleted > 0, failure: failures[0] };
}

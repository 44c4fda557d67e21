import type { Deployment, ReplicaSet, Stored } from "@engenho/core";
import { oldestFirst, specReplicas } from "./replica-sets.js";
import { revisionOf } from "./revision.js";

/** Upstream's value for an unlimited history. */
const noLimit = 2 ** 31 - 1;

/**
 * The old ReplicaSets in excess of `spec.revisionHistoryLimit` (cleanupDeployment; DEP-92): those with the lowest revisions.
 * One that still has or wants pods, or whose last change has not been observed by its controller, is kept, and no other is
 * deleted instead.
 */
export function planCleanup(
  deployment: Deployment,
  oldReplicaSets: readonly Stored<ReplicaSet>[],
): readonly Stored<ReplicaSet>[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? noLimit;
  if (limit === noLimit) return [];
  const alive = oldReplicaSets.filter((each) => each.metadata.deletionTimestamp === undefined);
  const surplus = Math.max(0, alive.length - limit);
  return alive.sort(byRevision).slice(0, surplus).filter(isIdle);
}

function isIdle(replicaSet: ReplicaSet): boolean {
  const { status, metadata } = replicaSet;
  return (
    (status?.replicas ?? 0) === 0 &&
    specReplicas(replicaSet) === 0 &&
    (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)
  );
}

function byRevision(left: ReplicaSet, right: ReplicaSet): number {
  const [a, b] = [revisionOf(left), revisionOf(right)];
  if (a === undefined || b === undefined || a === b) return oldestFirst(left, right);
  return a < b ? -1 : 1;
}

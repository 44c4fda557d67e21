import {
  copyWith,
  type Deployment,
  type DeploymentCondition,
  errorMessage,
  hasStatusCause,
  isControlledBy,
  isStoreError,
  type ReplicaSet,
  replicaSets,
  type Stored,
} from "@engenho/core";
import { revisionAnnotation } from "./annotation-keys.js";
import { withCondition } from "./conditions.js";
import type { DeploymentSync } from "./deployment-sync.js";
import { buildNewReplicaSet, partitionReplicaSets, syncedNewReplicaSet } from "./new-replica-set.js";
import { progressDeadline } from "./progress.js";
import { type DeploymentReplicaSets, specReplicas, withUpdated } from "./replica-sets.js";
import { newCondition, progressingOf } from "./status.js";
import { equalIgnoringHash } from "./template-equality.js";

/**
 * Finds the new ReplicaSet, and updates its annotations and the Deployment's revision
 * (getAllReplicaSetsAndSyncRevision without creation; DEP-25..DEP-29).
 */
export async function findNewReplicaSet(
  sync: DeploymentSync,
  replicaSets: readonly Stored<ReplicaSet>[],
): Promise<DeploymentReplicaSets> {
  const { deployment } = sync;
  const sets = partitionReplicaSets(deployment, replicaSets);
  const { newReplicaSet, oldReplicaSets } = sets;
  if (newReplicaSet === undefined) return sets;
  const synced = syncedNewReplicaSet(newReplicaSet, deployment, oldReplicaSets);
  // DEP-28: the Deployment gets the revision in a later reconcile, which is triggered by this write.
  if (synced !== newReplicaSet) return withUpdated(sets, await sync.writeReplicaSet(synced));

  const message = `Found new replica set "${newReplicaSet.metadata.name}"`;
  const found =
    progressDeadline(deployment) !== undefined && progressingOf(deployment) === undefined
      ? newCondition({ type: "Progressing", status: "True", reason: "FoundNewReplicaSet", message }, sync.nowMs)
      : undefined;
  recordRevision(sync, newReplicaSet.metadata.annotations?.[revisionAnnotation] ?? "", found);
  await sync.writeStatus();
  return sets;
}

/**
 * Creates the new ReplicaSet unless it exists (DEP-31..DEP-35). Throws the error of the create; for a name collision too, in
 * which case the next reconcile uses another name.
 */
export async function createNewReplicaSet(
  sync: DeploymentSync,
  sets: DeploymentReplicaSets,
): Promise<DeploymentReplicaSets & { readonly newReplicaSet: Stored<ReplicaSet> }> {
  const { oldReplicaSets, newReplicaSet } = sets;
  if (newReplicaSet !== undefined) return { oldReplicaSets, newReplicaSet };
  const wanted = buildNewReplicaSet(sync.deployment, oldReplicaSets);
  const { replicaSet, existed } = await createOrFind(sync, wanted);
  const { name } = replicaSet.metadata;
  const replicas = specReplicas(wanted);
  if (!existed && replicas > 0) {
    sync.event("Normal", "ScalingReplicaSet", `Scaled up replica set ${name} from 0 to ${replicas}`);
  }
  const message = `Created new replica set "${name}"`;
  const created =
    !existed && progressDeadline(sync.deployment) !== undefined
      ? newCondition({ type: "Progressing", status: "True", reason: "NewReplicaSetCreated", message }, sync.nowMs)
      : undefined;
  recordRevision(sync, wanted.metadata.annotations?.[revisionAnnotation] ?? "", created);
  return { oldReplicaSets, newReplicaSet: replicaSet };
}

async function createOrFind(
  sync: DeploymentSync,
  wanted: ReplicaSet,
): Promise<{ readonly replicaSet: Stored<ReplicaSet>; readonly existed: boolean }> {
  const { store } = sync.context;
  try {
    const replicaSet = await store.create(wanted);
    sync.markChanged();
    return { replicaSet, existed: false };
  } catch (error) {
    if (isStoreError(error, "AlreadyExists")) {
      const { namespace, name = "" } = wanted.metadata;
      const existing = await store.get(replicaSets, { namespace, name });
      if (isOurs(existing, sync.deployment)) return { replicaSet: existing, existed: true };
      countCollision(sync);
    } else if (!hasStatusCause(error, "NamespaceTerminating")) {
      recordCreateFailure(sync, wanted, error);
    }
    throw error;
  }
}

/** DEP-32: whether the existing ReplicaSet was created by an earlier reconcile and still has the Deployment's template. */
function isOurs(existing: ReplicaSet, deployment: Deployment): boolean {
  return isControlledBy(existing, deployment) && equalIgnoringHash(deployment.spec?.template, existing.spec?.template);
}

/** DEP-32: the collision count is part of the hash, so the next attempt uses another name. */
function countCollision(sync: DeploymentSync): void {
  const { deployment } = sync;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  sync.stageStatus({ ...deployment, status: { ...deployment.status, collisionCount } });
}

/** DEP-34: records a failed create as a condition and an Event. */
function recordCreateFailure(sync: DeploymentSync, wanted: ReplicaSet, error: unknown): void {
  const { deployment, nowMs } = sync;
  const reason = "ReplicaSetCreateError";
  const why = errorMessage(error);
  const message = `Failed to create new replica set "${wanted.metadata.name}": ${why}`;
  if (progressDeadline(deployment) !== undefined) {
    const condition = newCondition({ type: "Progressing", status: "False", reason, message }, nowMs);
    const conditions = withCondition(deployment.status?.conditions ?? [], condition);
    sync.stageStatus({ ...deployment, status: { ...deployment.status, conditions } });
  }
  sync.event("Warning", reason, message);
}

/** Stages the revision annotation of the Deployment, and the condition if there is one; nothing if both are set (DEP-29). */
function recordRevision(sync: DeploymentSync, revision: string, condition: DeploymentCondition | undefined): void {
  const { deployment } = sync;
  const { metadata, status } = deployment;
  if (metadata.annotations?.[revisionAnnotation] === revision && condition === undefined) return;
  const conditions = status?.conditions ?? [];
  const annotations = { ...metadata.annotations, [revisionAnnotation]: revision };
  const recorded = copyWith(deployment, { metadata: copyWith(metadata, { annotations }) });
  sync.stageStatus(
    condition === undefined
      ? recorded
      : copyWith(recorded, { status: { ...status, conditions: withCondition(conditions, condition) } }),
  );
}

import type { Deployment, ReplicaSet, Stored } from "@engenho/core";
import { desiredReplicasOf, maxReplicasOf, replicasAnnotationsDiffer } from "./annotations.js";
import { isRollingUpdate, maxSurge } from "./fenceposts.js";
import {
  activeOf,
  allOf,
  type DeploymentReplicaSets,
  oldestFirst,
  specReplicas,
  totalSpecReplicas,
} from "./replica-sets.js";
import type { Scaling } from "./rolling.js";

/**
 * Whether the Deployment's `spec.replicas` differs from the number that its ReplicaSets were last scaled for (DEP-68), and
 * scaling is possible. Then they are scaled before a rollout continues. Upstream also stops the rollout if nothing can be
 * scaled, and then forever: if the only active ReplicaSet already has the right size (DEP-98), and if a Recreate Deployment
 * has several active ones (DEP-76).
 */
export function isScalingEvent(deployment: Deployment, sets: DeploymentReplicaSets): boolean {
  const replicas = specReplicas(deployment);
  const scaledForAnother = activeOf(allOf(sets)).some((each) => (desiredReplicasOf(each) ?? replicas) !== replicas);
  return scaledForAnother && planScale(deployment, sets).length > 0;
}

/**
 * The size of each ReplicaSet such that the sizes add up to the Deployment's replicas, whatever the state of its rollout
 * (upstream's scale; DEP-71..DEP-76). A ReplicaSet that is not listed remains unchanged; one that is listed with its current
 * size needs its annotations updated.
 */
export function planScale(deployment: Deployment, sets: DeploymentReplicaSets): readonly Scaling[] {
  const active = activeOf(allOf(sets));
  if (active.length <= 1) return planSingle(deployment, active[0] ?? latestOf(sets));
  if (isSaturated(deployment, sets.newReplicaSet)) {
    return activeOf(sets.oldReplicaSets).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  return isRollingUpdate(deployment) ? planProportional(deployment, active) : [];
}

/** DEP-71: the only active ReplicaSet, or the latest one, gets all replicas. */
function planSingle(deployment: Deployment, replicaSet: Stored<ReplicaSet> | undefined): readonly Scaling[] {
  const replicas = specReplicas(deployment);
  return replicaSet === undefined || specReplicas(replicaSet) === replicas ? [] : [{ replicaSet, replicas }];
}

function latestOf({ newReplicaSet, oldReplicaSets }: DeploymentReplicaSets): Stored<ReplicaSet> | undefined {
  return newReplicaSet ?? oldReplicaSets.at(-1);
}

/** Whether the new ReplicaSet has all replicas and all of them are available (deploymentutil.IsSaturated; DEP-72). */
function isSaturated(deployment: Deployment, newReplicaSet: ReplicaSet | undefined): boolean {
  if (newReplicaSet === undefined) return false;
  const replicas = specReplicas(deployment);
  return (
    specReplicas(newReplicaSet) === replicas &&
    desiredReplicasOf(newReplicaSet) === replicas &&
    (newReplicaSet.status?.availableReplicas ?? 0) === replicas
  );
}

/** Distributes the replicas to add or remove over the ReplicaSets in proportion to their size (DEP-73..DEP-75). */
function planProportional(deployment: Deployment, active: readonly Stored<ReplicaSet>[]): readonly Scaling[] {
  const replicas = specReplicas(deployment);
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - totalSpecReplicas(active);
  const sorted = [...active].sort((left, right) => bySize(left, right, toAdd));
  let added = 0;
  const scalings = sorted.map((replicaSet) => {
    const share = proportionOf(replicaSet, deployment, { toAdd, added });
    added += share;
    return { replicaSet, replicas: specReplicas(replicaSet) + share };
  });
  const sizes = scalings.map((each, at) =>
    at === 0 ? { ...each, replicas: Math.max(0, each.replicas + toAdd - added) } : each,
  );
  const needed = sizes.filter(
    ({ replicaSet, replicas: size }) =>
      size !== specReplicas(replicaSet) || replicasAnnotationsDiffer(replicaSet, deployment),
  );
  // ReplicaSets that shrink come first, so that the total never exceeds what the surge allows.
  const shrinks = ({ replicaSet, replicas: size }: Scaling) => size < specReplicas(replicaSet);
  return [...needed.filter(shrinks), ...needed.filter((each) => !shrinks(each))];
}

/** Larger before smaller; among equal sizes the newer ones grow first and the older ones shrink first. */
function bySize(left: ReplicaSet, right: ReplicaSet, toAdd: number): number {
  const size = specReplicas(right) - specReplicas(left);
  if (size !== 0) return size;
  return toAdd > 0 ? oldestFirst(right, left) : oldestFirst(left, right);
}

/** A ReplicaSet's share of the replicas to add (deploymentutil.GetReplicaSetProportion; DEP-74). */
function proportionOf(
  replicaSet: ReplicaSet,
  deployment: Deployment,
  { toAdd, added }: { readonly toAdd: number; readonly added: number },
): number {
  if (toAdd === added) return 0;
  const fraction = fractionOf(replicaSet, deployment);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

/** By how much a ReplicaSet would grow if all grew by the same factor (deploymentutil.getReplicaSetFraction; DEP-73). */
export function fractionOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = specReplicas(replicaSet);
  const replicas = specReplicas(deployment);
  if (replicas === 0) return 0 - size;
  const before = maxReplicasOf(replicaSet) || (deployment.status?.replicas ?? 0);
  return before === 0 ? 0 : roundHalfAway((size * (replicas + maxSurge(deployment))) / before) - size;
}

function roundHalfAway(value: number): number {
  return value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5);
}

import type { Deployment, ReplicaSet } from "@engenho/core";
import {
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
  skippedAnnotations,
} from "./annotation-keys.js";
import { maxSurge } from "./fenceposts.js";
import { specReplicas } from "./replica-sets.js";
import { parseInt64 } from "./revision.js";

/** The annotations of an object. */
export type Annotations = Readonly<Record<string, string>>;

/** The maximum length of the revision history, in characters. */
const longestHistory = 2000;
const largestInt32 = 2n ** 31n - 1n;

/**
 * The annotations that the new ReplicaSet should have (deploymentutil.SetNewReplicaSetAnnotations; DEP-41..43): its own,
 * those of the Deployment, and the revision if it is higher. Returns `current` itself if nothing changes, or if its revision
 * is not an integer.
 */
export function newReplicaSetAnnotations(current: Annotations, deployment: Deployment, revision: string): Annotations {
  const copied = withDeploymentAnnotations(current, deployment);
  const former = current[revisionAnnotation];
  const formerRevision = former === undefined || former === "" ? 0n : parseInt64(former);
  if (formerRevision === undefined) return current;
  if (formerRevision >= (parseInt64(revision) ?? 0n)) return copied;
  const raised = { ...copied, [revisionAnnotation]: revision };
  if (former === undefined) return raised;
  const history = extendedHistory(current[revisionHistoryAnnotation] ?? "", former);
  return history === undefined ? raised : { ...raised, [revisionHistoryAnnotation]: history };
}

/** The annotations that record the replicas a ReplicaSet was scaled for (DEP-44, DEP-65). */
export function replicasAnnotations(deployment: Deployment): Annotations {
  const replicas = specReplicas(deployment);
  return {
    [desiredReplicasAnnotation]: String(replicas),
    [maxReplicasAnnotation]: String(replicas + maxSurge(deployment)),
  };
}

/** Whether the ReplicaSet's annotations about its scaling are out of date. */
export function replicasAnnotationsDiffer(replicaSet: ReplicaSet, deployment: Deployment): boolean {
  const annotations = replicaSet.metadata.annotations ?? {};
  return Object.entries(replicasAnnotations(deployment)).some(([key, value]) => annotations[key] !== value);
}

/** The Deployment's replicas when the ReplicaSet was last scaled; `undefined` if the annotation is not a count (DEP-68). */
export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return countOf(replicaSet, desiredReplicasAnnotation);
}

/** The Deployment's replicas and surge when the ReplicaSet was last scaled; `undefined` if it is not a count (DEP-73). */
export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return countOf(replicaSet, maxReplicasAnnotation);
}

/** The Deployment's annotations after a rollback to a ReplicaSet (deploymentutil.SetDeploymentAnnotationsTo; DEP-95). */
export function rolledBackAnnotations(deployment: Deployment, replicaSet: ReplicaSet): Annotations {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => skippedAnnotations.has(key));
  const theirs = Object.entries(replicaSet.metadata.annotations ?? {}).filter(([key]) => !skippedAnnotations.has(key));
  return Object.fromEntries([...own, ...theirs]);
}

/** DEP-41: adds the Deployment's annotations. Annotations removed from the Deployment remain on the ReplicaSet. */
function withDeploymentAnnotations(current: Annotations, deployment: Deployment): Annotations {
  const differing = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key, value]) => !skippedAnnotations.has(key) && !(Object.hasOwn(current, key) && current[key] === value),
  );
  return differing.length === 0 ? current : { ...current, ...Object.fromEntries(differing) };
}

/** DEP-43: appends a revision and drops the oldest entries; `undefined` if there is no room even then. */
function extendedHistory(history: string, revision: string): string | undefined {
  const entries = history.split(",");
  if (entries[0] === "") return revision;
  let length = history.length + revision.length + 1;
  let start = 0;
  for (; length > longestHistory && start < entries.length; start++) length -= (entries[start]?.length ?? 0) + 1;
  return length > longestHistory ? undefined : [...entries.slice(start), revision].join(",");
}

function countOf(replicaSet: ReplicaSet, key: string): number | undefined {
  const count = parseInt64(replicaSet.metadata.annotations?.[key] ?? "");
  return count === undefined || count < 0n || count > largestInt32 ? undefined : Number(count);
}

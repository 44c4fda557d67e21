import { isPodActive, type Pod, type Stored } from "@engenho/core";
import type { DeletionCriteria } from "./deletion-criteria.js";

/** Arguments of {@link podsToDelete}. */
export interface DeletionChoice {
  /** The criteria of the owner's active pods. */
  readonly criteria: readonly DeletionCriteria[];
  /** The pods of the owners with the same controller, its own included; none if it has no controller (RS-47). */
  readonly related: readonly Pod[];
  readonly count: number;
  readonly nowMs: number;
}

interface Candidate {
  readonly criteria: DeletionCriteria;
  /** The number of active related pods on the same node, itself included. */
  readonly podsOnNode: number;
}

/** The `count` pods to delete first (RS-43, RS-45..RS-51). Pods with equal criteria are in no particular order. */
export function podsToDelete({ criteria, related, count, nowMs }: DeletionChoice): readonly Stored<Pod>[] {
  const podsPerNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec?.nodeName ?? "";
    podsPerNode.set(node, (podsPerNode.get(node) ?? 0) + 1);
  }
  const candidates = criteria.map(
    (each): Candidate => ({ criteria: each, podsOnNode: podsPerNode.get(each.node) ?? 0 }),
  );
  candidates.sort((left, right) => compareCandidates(left, right, nowMs));
  return candidates.slice(0, count).map(({ criteria }) => criteria.pod);
}

/** Compares two candidates; below 0 if the first is deleted first. */
function compareCandidates(leftCandidate: Candidate, rightCandidate: Candidate, nowMs: number): number {
  const left = leftCandidate.criteria;
  const right = rightCandidate.criteria;
  if ((left.node !== "") !== (right.node !== "")) return left.node !== "" ? 1 : -1;
  if (left.phase !== right.phase) return left.phase - right.phase;
  if (left.ready !== right.ready) return left.ready ? 1 : -1;
  if (left.cost !== right.cost) return left.cost - right.cost;
  if (leftCandidate.podsOnNode !== rightCandidate.podsOnNode)
    return rightCandidate.podsOnNode - leftCandidate.podsOnNode;
  if (left.ready && left.readyMs !== right.readyMs) {
    return newerFirst({ left, right, leftMs: left.readyMs, rightMs: right.readyMs, nowMs });
  }
  if (left.restarts !== right.restarts) return right.restarts - left.restarts;
  if (left.sidecarRestarts !== right.sidecarRestarts) return right.sidecarRestarts - left.sidecarRestarts;
  if (left.createdMs !== right.createdMs) {
    return newerFirst({ left, right, leftMs: left.createdMs, rightMs: right.createdMs, nowMs });
  }
  return 0;
}

interface AgeComparison {
  readonly left: DeletionCriteria;
  readonly right: DeletionCriteria;
  readonly leftMs: number | undefined;
  readonly rightMs: number | undefined;
  readonly nowMs: number;
}

/**
 * Compares two different times (RS-48, RS-50): a missing time comes first, then the younger power-of-two bucket of ages.
 * Within a bucket only the UID decides, so that the choice does not depend on the exact age and is effectively random.
 */
function newerFirst({ left, right, leftMs, rightMs, nowMs }: AgeComparison): number {
  if (leftMs === undefined) return -1;
  if (rightMs === undefined) return 1;
  const difference = ageBucket(nowMs - leftMs) - ageBucket(nowMs - rightMs);
  if (difference !== 0) return difference;
  return left.pod.metadata.uid < right.pod.metadata.uid ? -1 : 1;
}

function ageBucket(ageMs: number): number {
  return ageMs <= 0 ? -1 : Math.trunc(Math.log2(ageMs * 1e6));
}

import { isPodActive, type Pod, type Stored } from "@engenho/core";
import type { Standing } from "./standing.js";

/** What {@link podsToDelete} chooses from. */
export interface DeletionChoice {
  /** Of the active pods of the owner. */
  readonly standings: readonly Standing[];
  /** The pods of the owners that share its controller, its own included; none when it has no controller (RS-47). */
  readonly related: readonly Pod[];
  readonly count: number;
  readonly nowMs: number;
}

interface Candidate {
  readonly standing: Standing;
  /** Active related pods on the same node, itself included. */
  readonly crowd: number;
}

/** The `count` pods that are deleted first (RS-43, RS-45..RS-51). When none decides, any may go. */
export function podsToDelete({ standings, related, count, nowMs }: DeletionChoice): readonly Stored<Pod>[] {
  const crowds = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec?.nodeName ?? "";
    crowds.set(node, (crowds.get(node) ?? 0) + 1);
  }
  const candidates = standings.map((standing): Candidate => ({ standing, crowd: crowds.get(standing.node) ?? 0 }));
  candidates.sort((left, right) => compareCandidates(left, right, nowMs));
  return candidates.slice(0, count).map(({ standing }) => standing.pod);
}

/** Below 0: the first is deleted first. */
function compareCandidates(leftCandidate: Candidate, rightCandidate: Candidate, nowMs: number): number {
  const left = leftCandidate.standing;
  const right = rightCandidate.standing;
  if ((left.node !== "") !== (right.node !== "")) return left.node !== "" ? 1 : -1;
  if (left.phase !== right.phase) return left.phase - right.phase;
  if (left.ready !== right.ready) return left.ready ? 1 : -1;
  if (left.cost !== right.cost) return left.cost - right.cost;
  if (leftCandidate.crowd !== rightCandidate.crowd) return rightCandidate.crowd - leftCandidate.crowd;
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
  readonly left: Standing;
  readonly right: Standing;
  readonly leftMs: number | undefined;
  readonly rightMs: number | undefined;
  readonly nowMs: number;
}

/**
 * Two different times (RS-48, RS-50): none at all first, else the younger power-of-two bucket of ages; within a bucket the
 * UID decides and nothing after it, so that no age is favoured and the choice is as good as random.
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

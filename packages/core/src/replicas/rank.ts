import type { Stored } from "../object.js";
import type { Pod } from "../objects.js";
import { isPodActive, isPodReady, podReadyTransitionMs } from "../pod-conditions.js";
import { parseTime } from "../rfc3339.js";

const deletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

/** What the choice of the pods to delete depends on, read from a pod once. */
interface Standing {
  readonly pod: Stored<Pod>;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  /** Active related pods on the same node, itself included. */
  readonly crowd: number;
  readonly readyMs: number | undefined;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdMs: number | undefined;
}

/** What {@link podsToDelete} chooses from. */
export interface DeletionChoice {
  /** The active pods of the owner. */
  readonly pods: readonly Stored<Pod>[];
  /** The pods of the owners that share its controller, its own included; none when it has no controller (RS-47). */
  readonly related: readonly Pod[];
  readonly count: number;
  readonly nowMs: number;
}

/** The `count` pods that are deleted first (RS-43, RS-45..RS-51). When none decides, any may go. */
export function podsToDelete({ pods, related, count, nowMs }: DeletionChoice): readonly Stored<Pod>[] {
  if (count >= pods.length) return pods;
  const crowds = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec?.nodeName ?? "";
    crowds.set(node, (crowds.get(node) ?? 0) + 1);
  }
  const standings = pods.map((pod) => standingOf(pod, crowds.get(pod.spec?.nodeName ?? "") ?? 0));
  standings.sort((left, right) => compareStandings(left, right, nowMs));
  return standings.slice(0, count).map((standing) => standing.pod);
}

function standingOf(pod: Stored<Pod>, crowd: number): Standing {
  const ready = isPodReady(pod);
  return {
    pod,
    assigned: (pod.spec?.nodeName ?? "") !== "",
    phase: phaseRank(pod.status?.phase),
    ready,
    cost: deletionCost(pod),
    crowd,
    readyMs: ready ? podReadyTransitionMs(pod) : undefined,
    restarts: mostRestarts(pod.status?.containerStatuses),
    sidecarRestarts: sidecarRestarts(pod),
    createdMs: parseTime(pod.metadata.creationTimestamp),
  };
}

/** Below 0: `left` is deleted first. */
function compareStandings(left: Standing, right: Standing, nowMs: number): number {
  if (left.assigned !== right.assigned) return left.assigned ? 1 : -1;
  if (left.phase !== right.phase) return left.phase - right.phase;
  if (left.ready !== right.ready) return left.ready ? 1 : -1;
  if (left.cost !== right.cost) return left.cost - right.cost;
  if (left.crowd !== right.crowd) return right.crowd - left.crowd;
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

/** Any phase that is not known counts as Pending, as upstream's look-up in a map has it. */
function phaseRank(phase: string | undefined): number {
  return phase === "Running" ? 2 : phase === "Unknown" ? 1 : 0;
}

/** RS-46: absent and invalid are 0. */
function deletionCost(pod: Pod): number {
  const { annotations } = pod.metadata;
  if (annotations === undefined || !Object.hasOwn(annotations, deletionCostAnnotation)) return 0;
  const text = annotations[deletionCostAnnotation] ?? "";
  if (!/^(?:0|-[0-9]+|[1-9][0-9]*)$/.test(text)) return 0;
  const cost = Number(text);
  // `| 0` keeps exactly the numbers of 32 bits; it makes 0 of "-0".
  return (cost | 0) === cost ? cost | 0 : 0;
}

function mostRestarts(statuses: readonly { readonly restartCount: number }[] | undefined): number {
  let most = 0;
  for (const { restartCount } of statuses ?? []) if (restartCount > most) most = restartCount;
  return most;
}

/** Init containers that restart always are sidecars. */
function sidecarRestarts(pod: Pod): number {
  const statuses = pod.status?.initContainerStatuses;
  if (statuses === undefined) return 0;
  const sidecars = new Set<string>();
  for (const container of pod.spec?.initContainers ?? []) {
    if (container.restartPolicy === "Always") sidecars.add(container.name);
  }
  return mostRestarts(statuses.filter((status) => sidecars.has(status.name)));
}

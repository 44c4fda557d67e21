import { isPodReady, type Pod, parseTime, podReadyTransitionMs, type Stored } from "@engenho/core";
import { ListMemos } from "./list-memos.js";

const deletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

/** The properties of a pod that decide how early it is deleted. */
export interface DeletionCriteria {
  readonly pod: Stored<Pod>;
  /** The name of its node; empty if it is not bound. */
  readonly node: string;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  readonly readyMs: number | undefined;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdMs: number | undefined;
}

/** Reads the deletion criteria of a pod. */
export function deletionCriteriaOf(pod: Stored<Pod>): DeletionCriteria {
  const ready = isPodReady(pod);
  return {
    pod,
    node: pod.spec?.nodeName ?? "",
    phase: phaseRank(pod.status?.phase),
    ready,
    cost: deletionCost(pod),
    readyMs: ready ? podReadyTransitionMs(pod) : undefined,
    restarts: mostRestarts(pod.status?.containerStatuses),
    sidecarRestarts: sidecarRestarts(pod),
    createdMs: parseTime(pod.metadata.creationTimestamp),
  };
}

/** Caches the deletion criteria of each owner's pods, if it has many. */
export class DeletionCriteriaCache {
  readonly #memos = new ListMemos<Stored<Pod>, DeletionCriteria>();

  /** The criteria of the pods of the owner with this key; the pods must be ordered by name. */
  of(key: string, pods: readonly Stored<Pod>[]): readonly DeletionCriteria[] {
    return this.#memos.derive(key, pods, deletionCriteriaOf);
  }

  forget(key: string): void {
    this.#memos.forget(key);
  }
}

/** An unknown phase ranks like Pending, as with upstream's map lookup. */
function phaseRank(phase: string | undefined): number {
  return phase === "Running" ? 2 : phase === "Unknown" ? 1 : 0;
}

/** RS-46: the pod deletion cost; 0 if absent or invalid. */
function deletionCost(pod: Pod): number {
  const { annotations } = pod.metadata;
  if (annotations === undefined || !Object.hasOwn(annotations, deletionCostAnnotation)) return 0;
  const text = annotations[deletionCostAnnotation] ?? "";
  if (!/^(?:0|-[0-9]+|[1-9][0-9]*)$/.test(text)) return 0;
  const cost = Number(text);
  // `| 0` keeps exactly the 32-bit integers; it turns -0 into 0.
  return (cost | 0) === cost ? cost | 0 : 0;
}

function mostRestarts(statuses: readonly { readonly restartCount: number }[] | undefined): number {
  let most = 0;
  for (const { restartCount } of statuses ?? []) if (restartCount > most) most = restartCount;
  return most;
}

/** RS-49: only sidecars count, which are init containers with restartPolicy Always. */
function sidecarRestarts(pod: Pod): number {
  const statuses = pod.status?.initContainerStatuses;
  if (statuses === undefined) return 0;
  const sidecars = new Set<string>();
  for (const container of pod.spec?.initContainers ?? []) {
    if (container.restartPolicy === "Always") sidecars.add(container.name);
  }
  return mostRestarts(statuses.filter((status) => sidecars.has(status.name)));
}

import { isPodReady, type Pod, parseTime, podReadyTransitionMs, type Stored } from "@engenho/core";
import { ListMemos } from "./list-memos.js";

const deletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

/** What the choice of the pods to delete depends on, as far as it is read from the pod alone. */
export interface Standing {
  readonly pod: Stored<Pod>;
  /** Its node; empty while it has none. */
  readonly node: string;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  readonly readyMs: number | undefined;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdMs: number | undefined;
}

/** Reads a pod. */
export function standingOf(pod: Stored<Pod>): Standing {
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

/** The standings of each owner's pods, remembered for those that have many. */
export class PodStandings {
  readonly #memos = new ListMemos<Stored<Pod>, Standing>();

  /** The standings of pods of the owner with this key, in their order, which is that of their names. */
  of(key: string, pods: readonly Stored<Pod>[]): readonly Standing[] {
    return this.#memos.derive(key, pods, standingOf);
  }

  forget(key: string): void {
    this.#memos.forget(key);
  }
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

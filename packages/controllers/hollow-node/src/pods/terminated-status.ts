import { type Container, definedFields, formatTime, type Pod, type PodStatus } from "@engenho/core";
import { mergeConditions } from "./conditions.js";

type ContainerStatus = NonNullable<PodStatus["containerStatuses"]>[number];
type State = NonNullable<ContainerStatus["state"]>;

/**
 * The status of a pod whose containers a kubelet has stopped because it is being deleted. Running containers exit
 * successfully, so the phase is Succeeded; it is Failed if a container had failed, or had never run. Upstream:
 * generateAPIPodStatus and TerminatePod in pkg/kubelet.
 */
export function terminatedStatus(pod: Pod, nowMs: number): PodStatus {
  const now = formatTime(nowMs);
  const { generation } = pod.metadata;
  const before = pod.status ?? {};
  const stopped = (known: readonly ContainerStatus[] | undefined) => known?.map((status) => stop(status, now));
  const containerStatuses = (pod.spec?.containers ?? []).map((container) => {
    const known = before.containerStatuses?.find(({ name }) => name === container.name);
    return known === undefined ? neverRun(container) : stop(known, now);
  });
  const initContainerStatuses = stopped(before.initContainerStatuses);
  const ephemeralContainerStatuses = stopped(before.ephemeralContainerStatuses);
  const succeeded = containerStatuses.every(({ state }) => state?.terminated?.exitCode === 0);
  const reason = succeeded ? "PodCompleted" : "PodFailed";
  return definedFields({
    ...before,
    observedGeneration: generation,
    phase: succeeded ? "Succeeded" : "Failed",
    conditions: mergeConditions(before.conditions ?? [], { now, generation }, [
      { type: "PodReadyToStartContainers", status: "False" },
      definedFields({ type: "Initialized", status: "True" as const, reason: succeeded ? reason : undefined }),
      { type: "Ready", status: "False", reason },
      { type: "ContainersReady", status: "False", reason },
      { type: "PodScheduled", status: "True" },
    ]),
    initContainerStatuses,
    containerStatuses,
    ephemeralContainerStatuses,
  }) as PodStatus;
}

function stop(status: ContainerStatus, now: string): ContainerStatus {
  const { state, lastState, containerID } = status;
  if (state?.terminated !== undefined) return status;
  if (state?.running === undefined && lastState?.terminated !== undefined) {
    // It was waiting for a restart: its last exit is its final one.
    return { ...status, ready: false, started: false, state: { terminated: lastState.terminated }, lastState: {} };
  }
  const { startedAt = now } = state?.running ?? {};
  const terminated = { exitCode: 0, reason: "Completed", startedAt, finishedAt: now, containerID };
  return { ...status, ready: false, started: false, state: { terminated } as State };
}

function neverRun({ name, image = "" }: Container): ContainerStatus {
  const terminated = {
    exitCode: 137,
    reason: "ContainerStatusUnknown",
    message: "The container could not be located when the pod was terminated",
  };
  return { name, image, imageID: "", ready: false, started: false, restartCount: 0, state: { terminated } as State };
}

import { type Container, definedFields, formatTime, type Pod, type PodStatus } from "@engenho/core";
import type { PodBehaviour } from "./behaviour.js";
import { mergeConditions } from "./conditions.js";
import type { CrashLoop } from "./crash-loop.js";

type EphemeralContainer = NonNullable<NonNullable<Pod["spec"]>["ephemeralContainers"]>[number];
type ContainerStatus = NonNullable<PodStatus["containerStatuses"]>[number];
type State = NonNullable<ContainerStatus["state"]>;

/** The state of a started pod. */
export interface PodFacts {
  readonly behaviour: Exclude<PodBehaviour, "crash">;
  readonly podIP: string;
  /** `""` if the node has no address. */
  readonly hostIP: string;
  readonly nowMs: number;
}

/** The state of a pod whose containers keep exiting. */
export interface CrashingPodFacts extends Omit<PodFacts, "behaviour"> {
  readonly behaviour: "crash";
  readonly crashLoop: CrashLoop;
}

/** Returns an equal value; used to share parts that are equal for many pods. */
export type Share = <Value extends object>(value: Value) => Value;

const shareNothing: Share = (value) => value;

/** The status that a kubelet would report. Times are kept from the current status where nothing has changed. */
export function podStatus(pod: Pod, facts: PodFacts | CrashingPodFacts, share: Share = shareNothing): PodStatus {
  const now = formatTime(facts.nowMs);
  const { generation } = pod.metadata;
  const before = pod.status ?? {};
  const failed = facts.behaviour === "fail";
  const sidecars = (pod.spec?.initContainers ?? []).map((container) =>
    initContainerStatus(container, pod, { now, failed, share }),
  );
  const containers = (pod.spec?.containers ?? []).map((container) => containerStatus(container, pod, { facts, share }));
  const debuggers = (pod.spec?.ephemeralContainers ?? []).map((container) =>
    ephemeralContainerStatus(container, pod, { now, failed }),
  );
  const containersReady = facts.behaviour === "run";
  const ready = containersReady && readinessGatesHold(pod);
  const notReady = { reason: "ContainersNotReady", message: unreadyMessage(pod) };
  const gateClosed = { reason: "ReadinessGatesNotReady", message: "the status of pod readiness gate is not True" };
  const status = definedFields({
    ...before,
    observedGeneration: generation,
    phase: failed ? "Failed" : "Running",
    conditions: share(
      mergeConditions(before.conditions ?? [], { now, generation }, [
        { type: "PodReadyToStartContainers", status: failed ? "False" : "True" },
        { type: "Initialized", status: "True" },
        condition("Ready", ready ? undefined : containersReady ? gateClosed : notReady),
        condition("ContainersReady", containersReady ? undefined : notReady),
        { type: "PodScheduled", status: "True" },
      ]),
    ),
    hostIP: facts.hostIP,
    hostIPs: share([{ ip: facts.hostIP }]),
    podIP: facts.podIP,
    podIPs: [{ ip: facts.podIP }],
    startTime: before.startTime ?? now,
    initContainerStatuses: sidecars.length === 0 ? before.initContainerStatuses : sidecars,
    containerStatuses: containers,
    ephemeralContainerStatuses: debuggers.length === 0 ? before.ephemeralContainerStatuses : debuggers,
  }) as PodStatus;
  return facts.hostIP === "" ? withoutHost(status) : status;
}

/** Omits the host IPs for a node without an address. */
function withoutHost({ hostIP: _none, hostIPs: _nothing, ...status }: PodStatus): PodStatus {
  return status;
}

/** A condition that holds unless there is a reason why not. */
function condition(type: string, why: { readonly reason: string; readonly message: string } | undefined) {
  return why === undefined ? { type, status: "True" as const } : { type, status: "False" as const, ...why };
}

function unreadyMessage(pod: Pod): string {
  const names = (pod.spec?.containers ?? []).map((container) => container.name);
  return `containers with unready status: [${names.join(" ")}]`;
}

function readinessGatesHold(pod: Pod): boolean {
  return (pod.spec?.readinessGates ?? []).every((gate) =>
    (pod.status?.conditions ?? []).some(({ type, status }) => type === gate.conditionType && status === "True"),
  );
}

function containerStatus(
  container: Container,
  pod: Pod,
  { facts, share }: { readonly facts: PodFacts | CrashingPodFacts; readonly share: Share },
): ContainerStatus {
  const now = formatTime(facts.nowMs);
  const before = pod.status?.containerStatuses?.find((status) => status.name === container.name);
  const startedAt = before?.state?.running?.startedAt ?? now;
  const replaced = before !== undefined && before.image !== container.image;
  const exit = { exitCode: 1, reason: "Error", startedAt, finishedAt: now, containerID: containerId(container, pod) };
  const { name, image = "" } = container;
  const common = {
    image,
    imageID: `hollow://${image}`,
    containerID: containerId(container, pod),
    resources: allocatedResources(container, share),
    restartCount: (before?.restartCount ?? 0) + (replaced ? 1 : 0),
  };
  switch (facts.behaviour) {
    case "run":
    case "never-ready": {
      const state = share({ running: { startedAt: replaced ? now : startedAt } }) as State;
      return { name, ...common, ready: facts.behaviour === "run", started: true, state, lastState: {} };
    }
    case "fail": {
      const state = { terminated: exit } as State;
      return { name, ...common, ready: false, started: false, state, lastState: {} };
    }
    case "crash": {
      const { restartCount } = facts.crashLoop;
      const message = `back-off restarting failed container=${container.name} pod=${pod.metadata.name}`;
      return {
        name,
        ...common,
        ready: false,
        started: false,
        restartCount,
        state: { waiting: { reason: "CrashLoopBackOff", message } },
        lastState: { terminated: exit },
      };
    }
  }
}

/** What a kubelet has allocated to a container: what it asks for, at once after a resize. */
function allocatedResources({ resources = {} }: Container, share: Share): NonNullable<ContainerStatus["resources"]> {
  const { limits, requests } = resources;
  return share(definedFields({ limits, requests }) as NonNullable<ContainerStatus["resources"]>);
}

/** Init containers have completed; those with restartPolicy Always (sidecars) keep running. */
function initContainerStatus(
  container: Container,
  pod: Pod,
  { now, failed, share }: { readonly now: string; readonly failed: boolean; readonly share: Share },
): ContainerStatus {
  const sidecar = container.restartPolicy === "Always" && !failed;
  const containerID = containerId(container, pod);
  const done = { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now, containerID };
  const { name, image = "" } = container;
  return {
    name,
    image,
    imageID: `hollow://${image}`,
    containerID,
    ready: true,
    started: sidecar,
    resources: allocatedResources(container, share),
    restartCount: 0,
    state: sidecar ? { running: { startedAt: now } } : { terminated: done },
    lastState: {},
  };
}

/** Ephemeral containers are never ready and never restarted; they are killed with their pod. */
function ephemeralContainerStatus(
  container: EphemeralContainer,
  pod: Pod,
  { now, failed }: { readonly now: string; readonly failed: boolean },
): ContainerStatus {
  const { name, image = "" } = container;
  const before = pod.status?.ephemeralContainerStatuses?.find((status) => status.name === name)?.state;
  const startedAt = before?.running?.startedAt ?? now;
  const containerID = containerId(container, pod);
  const killed = { exitCode: 137, reason: "Error", startedAt, finishedAt: now, containerID };
  return {
    name,
    image,
    imageID: `hollow://${image}`,
    containerID,
    ready: false,
    restartCount: 0,
    state: before?.terminated !== undefined ? before : failed ? { terminated: killed } : { running: { startedAt } },
    lastState: {},
  };
}

function containerId(container: { readonly name: string }, pod: Pod): string {
  return `hollow://${pod.metadata.uid}/${container.name}`;
}

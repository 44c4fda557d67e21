import { count, type Fields, isSet, list, object, text, timeOf } from "@engenho/registry";

/** The columns READY, STATUS and RESTARTS of a pod. */
export interface PodSummary {
  readonly readyContainers: number;
  /** Ordinary containers, and init containers that keep running (sidecars). */
  readonly totalContainers: number;
  /** A phase or the most specific reason: `Running`, `CrashLoopBackOff`, `Init:1/2`, `Terminating`... */
  readonly reason: string;
  readonly restarts: number;
  /** When the last restarted container terminated; undefined without restarts. */
  readonly lastRestart: string | undefined;
}

/** Sums restarts, and tracks when a restarted container last terminated. */
class Restarts {
  count = 0;
  last: string | undefined;

  add(status: Fields): void {
    this.count += count(status.restartCount);
    const finishedAt = object(object(status.lastState).terminated).finishedAt;
    const finished = timeOf(finishedAt);
    if (finished === undefined) return;
    const last = timeOf(this.last);
    if (last === undefined || last < finished) this.last = finishedAt as string;
  }
}

function terminatedReason(terminated: Fields): string {
  const reason = text(terminated.reason);
  if (reason !== "") return reason;
  const signal = count(terminated.signal);
  return signal === 0 ? `ExitCode:${count(terminated.exitCode)}` : `Signal:${signal}`;
}

/** Why the pod is still initializing; undefined if this init container does not block it. */
function initReason(status: Fields, position: string): string | undefined {
  const state = object(status.state);
  if (isSet(state.terminated)) {
    const terminated = object(state.terminated);
    return count(terminated.exitCode) === 0 ? undefined : `Init:${terminatedReason(terminated)}`;
  }
  const waiting = text(object(state.waiting).reason);
  return waiting !== "" && waiting !== "PodInitializing" ? `Init:${waiting}` : `Init:${position}`;
}

/** Upstream: pkg/printers/internalversion printPod. */
export function podSummary(pod: Fields): PodSummary {
  const spec = object(pod.spec);
  const status = object(pod.status);
  const conditions = list(status.conditions);
  const hasCondition = (type: string): boolean =>
    conditions.some((condition) => condition.type === type && condition.status === "True");

  let reason = text(status.reason) || text(status.phase);
  if (conditions.some((condition) => condition.type === "PodScheduled" && condition.reason === "SchedulingGated")) {
    reason = "SchedulingGated";
  }

  const initContainers = list(spec.initContainers);
  const sidecars = new Set(
    initContainers.filter((container) => container.restartPolicy === "Always").map((container) => container.name),
  );
  let readyContainers = 0;
  let initializing = false;
  let restarts = new Restarts();
  const sidecarRestarts = new Restarts();
  for (const [index, container] of list(status.initContainerStatuses).entries()) {
    restarts.add(container);
    const isSidecar = sidecars.has(container.name);
    if (isSidecar) sidecarRestarts.add(container);
    const exited = object(container.state).terminated;
    if (isSidecar && container.started === true && !(isSet(exited) && count(object(exited).exitCode) === 0)) {
      if (container.ready === true) readyContainers += 1;
      continue;
    }
    const obstacle = initReason(container, `${index}/${initContainers.length}`);
    if (obstacle === undefined) continue;
    reason = obstacle;
    initializing = true;
    break;
  }

  if (!initializing || hasCondition("Initialized")) {
    restarts = sidecarRestarts;
    let hasRunning = false;
    for (const container of list(status.containerStatuses).toReversed()) {
      restarts.add(container);
      const state = object(container.state);
      const waiting = text(object(state.waiting).reason);
      if (waiting !== "") reason = waiting;
      else if (isSet(state.terminated)) reason = terminatedReason(object(state.terminated));
      else if (container.ready === true && isSet(state.running)) {
        hasRunning = true;
        readyContainers += 1;
      }
    }
    if (reason === "Completed" && hasRunning) reason = hasCondition("Ready") ? "Running" : "NotReady";
  }

  if (isSet(object(pod.metadata).deletionTimestamp)) {
    if (status.reason === "NodeLost") reason = "Unknown";
    else if (status.phase !== "Failed" && status.phase !== "Succeeded") reason = "Terminating";
  }
  return {
    readyContainers,
    totalContainers: list(spec.containers).length + sidecars.size,
    reason,
    restarts: restarts.count,
    lastRestart: restarts.last,
  };
}

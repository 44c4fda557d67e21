import {
  type Clock,
  checkOptions,
  createKeyedController,
  findObject,
  isPodTerminal,
  isStoreError,
  type KeyedController,
  keyOf,
  type Logger,
  listPages,
  type Node,
  nodes,
  type OptionRules,
  optionRules,
  type Pod,
  parseTime,
  pods,
  type ReconcileResult,
  type Store,
  type Stored,
  splitKey,
  strictlyEqual,
  systemClock,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { isHollow } from "../nodes/hollow-node.js";
import { listNodes } from "../nodes/list-nodes.js";
import { behaviourOf } from "./behaviour.js";
import { crashLoop } from "./crash-loop.js";
import { IpPool } from "./ip-pool.js";
import { podStatus, type Share } from "./pod-status.js";
import { SharedValues } from "./shared-values.js";
import { terminatedStatus } from "./terminated-status.js";

/** Options of {@link createPodLifecycle}. */
export interface PodLifecycleOptions {
  /** The store with the Pods; their statuses are written to it, and terminated Pods deleted from it. */
  readonly store: Store;
  /** The time from the binding of a pod until it is Ready (or behaves otherwise), in milliseconds. Default 0. */
  readonly podStartupMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** The minimum time until a failing pod fails, so that its ReplicaSet does not replace it in a tight loop. */
const leastTimeToFailMs = 1_000;
/** A kubelet has one worker per pod: no pod waits for another one's write. */
const podWorkers = 1_000;

const rules: OptionRules<keyof PodLifecycleOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  podStartupMs: optionRules.milliseconds,
};

/**
 * Simulates the kubelets of the hollow nodes: bound pods start, get an IP, and become Ready or behave as their annotation
 * says; deleted ones stop at once, and are removed unless they have finalizers. Pods whose Node is gone are removed, as by
 * kube-controller-manager's pod GC.
 */
export function createPodLifecycle(options: PodLifecycleOptions): KeyedController {
  checkOptions("createPodLifecycle", options, rules);
  const { store, podStartupMs = 0, clock = systemClock } = options;
  const addresses = new IpPool();
  /** The internal IP of each hollow node. */
  const hosts = new Map<string, string>();
  const otherNodes = new Set<string>();
  const shared = new SharedValues();
  const share: Share = (value) => shared.share(value);
  /** Bound pods by UID. */
  const boundPods = new Map<string, BoundPod>();

  /** Records a node; returns whether its pods have to be reconciled: it is new, gone, now hollow, or has another address. */
  function observeNode(node: Stored<Node>, deleted: boolean): boolean {
    const { name } = node.metadata;
    const before = hosts.get(name);
    const wasKnown = before !== undefined || otherNodes.has(name);
    hosts.delete(name);
    otherNodes.delete(name);
    if (deleted) return true;
    if (isHollow(node)) hosts.set(name, addressOf(node));
    else otherNodes.add(name);
    return !wasKnown || hosts.get(name) !== before;
  }

  function forget(uid: string): void {
    addresses.release(uid);
    boundPods.delete(uid);
  }

  function observePod(pod: Stored<Pod>): boolean {
    const { uid } = pod.metadata;
    if ((pod.spec?.nodeName ?? "") === "") return false;
    if (!boundPods.has(uid))
      boundPods.set(uid, { boundAtMs: clock.monotonicNow(), upToDate: undefined, hostIP: undefined });
    if (pod.status?.podIP !== undefined && !isPodTerminal(pod)) addresses.claim(uid, pod.status.podIP);
    return true;
  }

  function isUpToDate(pod: Stored<Pod>): boolean {
    const bound = boundPods.get(pod.metadata.uid);
    return bound?.upToDate === pod && bound.hostIP === hosts.get(pod.spec?.nodeName ?? "");
  }

  function keysOfPod({ type, object: pod }: WatchEvent<Pod>): readonly string[] {
    if (type === "DELETED") {
      forget(pod.metadata.uid);
      return [];
    }
    return observePod(pod) && !isUpToDate(pod) && !isTerminationComplete(pod) ? [keyOf(pod)] : [];
  }

  async function keysOfNode(name: string): Promise<readonly string[]> {
    const fieldSelector = [{ field: "spec.nodeName", operator: "=", value: name }] as const;
    return (await store.list(pods, { fieldSelector })).items.map(keyOf);
  }

  async function listKeys(slice: TimeSlice): Promise<readonly string[]> {
    const known = await listNodes(store, slice);
    // Cleared only once the list is there: meanwhile pods are reconciled, and a pod on an unknown node is removed.
    hosts.clear();
    otherNodes.clear();
    for (const node of known) observeNode(node, false);
    const alive = new Set<string>();
    const keys: string[] = [];
    for await (const page of listPages(store, pods, { slice })) {
      for (const pod of page.items) {
        alive.add(pod.metadata.uid);
        if (observePod(pod) && !isUpToDate(pod)) keys.push(keyOf(pod));
      }
    }
    for (const uid of boundPods.keys()) {
      if (!alive.has(uid)) forget(uid);
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
    return keys;
  }

  async function reconcile(key: string): Promise<ReconcileResult> {
    const pod = await findObject(store, pods, splitKey(key));
    const nodeName = pod?.spec?.nodeName ?? "";
    if (pod === undefined || nodeName === "" || otherNodes.has(nodeName)) return { changed: false };
    // A node without an event yet is read: its pods must not be removed because it is new.
    let hostIP = hosts.get(nodeName);
    if (hostIP === undefined) {
      const node = await findObject(store, nodes, splitKey(nodeName));
      if (node !== undefined && !isHollow(node)) return { changed: false };
      hostIP = node === undefined ? undefined : addressOf(node);
    }
    if (hostIP === undefined) return { changed: await remove(store, pod) };
    if (pod.metadata.deletionTimestamp !== undefined) {
      const terminated = await terminate(pod);
      return { changed: (await remove(store, pod)) || terminated };
    }
    if (isPodTerminal(pod)) {
      addresses.release(pod.metadata.uid);
      return { changed: false };
    }
    return advance(pod, hostIP);
  }

  /** Terminates the containers of a pod kept by finalizers. A pod without any is removed without a status update. */
  async function terminate(pod: Stored<Pod>): Promise<boolean> {
    if ((pod.metadata.finalizers ?? []).length === 0 || isPodTerminal(pod)) return false;
    const status = terminatedStatus(pod, clock.now());
    await store.update<Stored<Pod>>({ ...pod, status }, { subresource: "status" });
    addresses.release(pod.metadata.uid);
    return true;
  }

  async function advance(pod: Stored<Pod>, hostIP: string): Promise<ReconcileResult> {
    const nowMs = clock.now();
    const behaviour = behaviourOf(pod);
    const bound = boundPods.get(pod.metadata.uid);
    const startupMs = behaviour === "fail" ? Math.max(podStartupMs, leastTimeToFailMs) : podStartupMs;
    const leftMs = bound === undefined ? startupMs : bound.boundAtMs + startupMs - clock.monotonicNow();
    if (leftMs > 0 && pod.status?.phase !== "Running") return { changed: false, requeueAfterMs: leftMs };
    const podIP = pod.spec?.hostNetwork === true ? hostIP : addresses.take(pod.metadata.uid);
    const startedMs = parseTime(pod.status?.startTime) ?? nowMs;
    const facts =
      behaviour === "crash"
        ? { podIP, hostIP, nowMs, behaviour, crashLoop: crashLoop(nowMs - startedMs) }
        : { podIP, hostIP, nowMs, behaviour };
    const loop = facts.behaviour === "crash" ? facts.crashLoop : undefined;
    const status = podStatus(pod, facts, share);
    const requeueAfterMs = loop?.nextRestartInMs;
    const isCurrent = sameRestart(pod, behaviour, loop?.restartCount) || strictlyEqual(status, pod.status);
    const current = isCurrent ? pod : await store.update<Stored<Pod>>({ ...pod, status }, { subresource: "status" });
    // Not for a failed pod, whose IP has to be released, nor for a crashing one, which restarts.
    if (bound !== undefined && (behaviour === "run" || behaviour === "never-ready")) {
      bound.upToDate = current;
      bound.hostIP = hostIP;
    }
    return { changed: !isCurrent, requeueAfterMs };
  }

  return createKeyedController({
    name: "hollow-pod-lifecycle",
    clock,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    store,
    concurrency: podWorkers,
    watches: [
      { kind: pods, keysOf: keysOfPod },
      {
        kind: nodes,
        keysOf: ({ type, object: node }) =>
          observeNode(node, type === "DELETED") ? keysOfNode(node.metadata.name) : [],
      },
    ],
    listKeys,
    reconcile,
  });
}

/** The state of a pod on a hollow node. */
interface BoundPod {
  /** When this process first observed it as bound. */
  readonly boundAtMs: number;
  /** The version that needs no further work as long as its node's address is `hostIP`. */
  upToDate: Stored<Pod> | undefined;
  hostIP: string | undefined;
}

/** Whether the kubelet has finished the pod's termination: it is removed by the store, or when its finalizers are. */
function isTerminated({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}

/** Whether the kubelet has nothing left to do for the pod. */
function isTerminationComplete(pod: Pod): boolean {
  return isTerminated(pod) && ((pod.metadata.finalizers ?? []).length === 0 || isPodTerminal(pod));
}

function addressOf(node: Node): string {
  return node.status?.addresses?.find((each) => each.type === "InternalIP")?.address ?? "";
}

/** Whether the status of a crashing pod is up to date; its exit time must not change with each reconcile. */
function sameRestart(pod: Pod, behaviour: string, restartCount: number | undefined): boolean {
  const first = pod.status?.containerStatuses?.[0];
  const debuggers = pod.status?.ephemeralContainerStatuses?.length ?? 0;
  return (
    behaviour === "crash" &&
    first?.state?.waiting !== undefined &&
    first.restartCount === restartCount &&
    debuggers === (pod.spec?.ephemeralContainers?.length ?? 0)
  );
}

/** Deletes a pod whose containers are terminated. Returns whether it still existed. */
async function remove(store: Store, pod: Stored<Pod>): Promise<boolean> {
  const { uid, finalizers = [] } = pod.metadata;
  // Its finalizers have to be removed by their owners.
  if (finalizers.length > 0 && isTerminated(pod)) return false;
  try {
    await store.delete(pod, pod.metadata, { gracePeriodSeconds: 0, preconditions: { uid } });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

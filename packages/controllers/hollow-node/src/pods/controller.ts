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
  referenceByKey,
  referenceTo,
  type Store,
  type Stored,
  strictlyEqual,
  systemClock,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { isHollow } from "../nodes/hollow-node.js";
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
  /** From the binding of a pod to its being Ready (or whatever its behaviour is), in milliseconds. Default 0. */
  readonly podStartupMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** A failing pod does so no sooner than this, so that its ReplicaSet does not replace it in a frenzy. */
const leastTimeToFailMs = 1_000;

const rules: OptionRules<keyof PodLifecycleOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  podStartupMs: optionRules.milliseconds,
};

/**
 * Plays the kubelets of the hollow nodes: bound pods start, get an address, become Ready or misbehave as they ask to;
 * deleted ones stop at once, and go unless finalizers hold them. Pods whose Node is gone are removed, as kube-controller-manager's pod GC does.
 */
export function createPodLifecycle(options: PodLifecycleOptions): KeyedController {
  checkOptions("createPodLifecycle", options, rules);
  const { store, podStartupMs = 0, clock = systemClock } = options;
  const addresses = new IpPool();
  /** Internal address of each hollow node. */
  const hosts = new Map<string, string>();
  const otherNodes = new Set<string>();
  const shared = new SharedValues();
  const share: Share = (value) => shared.share(value);
  /** By UID. */
  const boundPods = new Map<string, BoundPod>();

  /** Tells whether the node has come, gone, become hollow, or got another address: its pods may be waiting for that. */
  function noteNode(node: Stored<Node>, gone: boolean): boolean {
    const { name } = node.metadata;
    const before = hosts.get(name);
    const wasThere = before !== undefined || otherNodes.has(name);
    hosts.delete(name);
    otherNodes.delete(name);
    if (gone) return true;
    if (isHollow(node)) hosts.set(name, addressOf(node));
    else otherNodes.add(name);
    return !wasThere || hosts.get(name) !== before;
  }

  function forget(uid: string): void {
    addresses.release(uid);
    boundPods.delete(uid);
  }

  function note(pod: Stored<Pod>): boolean {
    const { uid } = pod.metadata;
    if ((pod.spec?.nodeName ?? "") === "") return false;
    if (!boundPods.has(uid))
      boundPods.set(uid, { boundAtMs: clock.monotonicNow(), settled: undefined, hostIP: undefined });
    if (pod.status?.podIP !== undefined && !isPodTerminal(pod)) addresses.claim(uid, pod.status.podIP);
    return true;
  }

  function isSettled(pod: Stored<Pod>): boolean {
    const bound = boundPods.get(pod.metadata.uid);
    return bound?.settled === pod && bound.hostIP === hosts.get(pod.spec?.nodeName ?? "");
  }

  function keysOfPod({ type, object: pod }: WatchEvent<Pod>): readonly string[] {
    if (type === "DELETED") {
      forget(pod.metadata.uid);
      return [];
    }
    return note(pod) && !isSettled(pod) && !hasGone(pod) ? [keyOf(pod)] : [];
  }

  async function keysOfNode(name: string): Promise<readonly string[]> {
    const fieldSelector = [{ field: "spec.nodeName", operator: "=", value: name }] as const;
    return (await store.list<Pod>(pods, { fieldSelector })).items.map(keyOf);
  }

  async function listKeys(slice: TimeSlice): Promise<readonly string[]> {
    const known = await store.list<Node>(nodes);
    // Not before the list is there: meanwhile pods are worked on, and one whose node is not known is removed.
    hosts.clear();
    otherNodes.clear();
    for (const node of known.items) noteNode(node, false);
    const alive = new Set<string>();
    const keys: string[] = [];
    for await (const page of listPages<Pod>(store, pods, { slice })) {
      for (const pod of page.items) {
        alive.add(pod.metadata.uid);
        if (note(pod) && !isSettled(pod)) keys.push(keyOf(pod));
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
    const pod = await findObject<Pod>(store, referenceByKey(pods, key));
    const nodeName = pod?.spec?.nodeName ?? "";
    if (pod === undefined || nodeName === "" || otherNodes.has(nodeName)) return { changed: false };
    // A node that no event has told of is asked for: its pods must not be removed because it is news.
    let hostIP = hosts.get(nodeName);
    if (hostIP === undefined) {
      const node = await findObject<Node>(store, referenceByKey(nodes, nodeName));
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

  /** Stops the containers of a pod that stays for its finalizers. Who goes at once need not tell of that. */
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
    const startedMs = parseTime(pod.status?.startTime as unknown as string | undefined) ?? nowMs;
    const facts =
      behaviour === "crash"
        ? { podIP, hostIP, nowMs, behaviour, crashLoop: crashLoop(nowMs - startedMs) }
        : { podIP, hostIP, nowMs, behaviour };
    const loop = facts.behaviour === "crash" ? facts.crashLoop : undefined;
    const status = podStatus(pod, facts, share);
    const requeueAfterMs = loop?.nextRestartInMs;
    const shown = sameRestart(pod, behaviour, loop?.restartCount) || strictlyEqual(status, pod.status);
    const current = shown ? pod : await store.update<Stored<Pod>>({ ...pod, status }, { subresource: "status" });
    // A failed pod still has its address to give back, a crashing one restarts.
    if (bound !== undefined && (behaviour === "run" || behaviour === "never-ready")) {
      bound.settled = current;
      bound.hostIP = hostIP;
    }
    return { changed: !shown, requeueAfterMs };
  }

  return createKeyedController({
    name: "hollow-pod-lifecycle",
    clock,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    store,
    watches: [
      { kind: pods, keysOf: keysOfPod },
      {
        kind: nodes,
        keysOf: ({ type, object: node }) => (noteNode(node, type === "DELETED") ? keysOfNode(node.metadata.name) : []),
      },
    ],
    listKeys,
    reconcile,
  });
}

/** What is known of a pod on a hollow node. */
interface BoundPod {
  /** When this process first saw it bound. */
  readonly boundAtMs: number;
  /** The version that needs nothing more as long as its host has the address `hostIP`. */
  settled: Stored<Pod> | undefined;
  hostIP: string | undefined;
}

/** Whether its kubelet has let go of the pod: the store removes it, or the owners of its finalizers do. */
function isGoing({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}

/** Whether nothing is left to do for its kubelet. */
function hasGone(pod: Pod): boolean {
  return isGoing(pod) && ((pod.metadata.finalizers ?? []).length === 0 || isPodTerminal(pod));
}

function addressOf(node: Node): string {
  return node.status?.addresses?.find((each) => each.type === "InternalIP")?.address ?? "";
}

/** Whether the crashing pod's status shows all there is already; its exit time must not move with each look. */
function sameRestart(pod: Pod, behaviour: string, restartCount: number | undefined): boolean {
  const shown = pod.status?.containerStatuses?.[0];
  const debuggers = pod.status?.ephemeralContainerStatuses?.length ?? 0;
  return (
    behaviour === "crash" &&
    shown?.state?.waiting !== undefined &&
    shown.restartCount === restartCount &&
    debuggers === (pod.spec?.ephemeralContainers?.length ?? 0)
  );
}

/** Removes a pod whose containers are gone. Tells whether it was still there. */
async function remove(store: Store, pod: Stored<Pod>): Promise<boolean> {
  const { uid, finalizers = [] } = pod.metadata;
  // It is up to the finalizers' owners now.
  if (finalizers.length > 0 && isGoing(pod)) return false;
  try {
    await store.delete(referenceTo(pod), { gracePeriodSeconds: 0, preconditions: { uid } });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

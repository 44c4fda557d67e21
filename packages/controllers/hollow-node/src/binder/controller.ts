import {
  type Binding,
  type Clock,
  checkOptions,
  createEventRecorder,
  createKeyedController,
  type EventRecorder,
  findObject,
  formatTime,
  isPodTerminal,
  isStoreError,
  type KeyedController,
  type KubernetesObject,
  keyOf,
  type Logger,
  listPages,
  nodes,
  type OptionRules,
  optionRules,
  type Pod,
  pods,
  type ReconcileContext,
  type ReconcileResult,
  type Store,
  type Stored,
  splitKey,
  systemClock,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";
import { listNodes } from "../nodes/list-nodes.js";
import { NodeCache } from "./node-cache.js";

/** Options of {@link createPodBinder}. */
export interface PodBinderOptions {
  /** The store with the Pods and Nodes; bindings are written to it. */
  readonly store: Store;
  /** Only pods with this schedulerName are bound. Default `default-scheduler`. */
  readonly schedulerName?: string;
  /** Where Events are recorded. Default: in the store, with the schedulerName as component. */
  readonly recorder?: EventRecorder;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** The scheduler does not wait for a binding before it places the next pod. */
const bindings = 1_000;

const rules: OptionRules<keyof PodBinderOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  recorder: optionRules.recorder,
  schedulerName: optionRules.text,
};

/**
 * Binds pending pods to nodes, preferring the node with the fewest pods. It respects nodeName, nodeSelector, required node
 * affinity, taints, unschedulable nodes, scheduling gates and the pod capacity of nodes, but neither resources nor pod
 * affinity.
 */
export function createPodBinder(options: PodBinderOptions): KeyedController {
  checkOptions("createPodBinder", options, rules);
  const { store, schedulerName = "default-scheduler", clock = systemClock } = options;
  const logger = options.logger === undefined ? {} : { logger: options.logger };
  const recorder = options.recorder ?? createEventRecorder({ store, component: schedulerName, clock, ...logger });
  const cache = new NodeCache();
  /** Keys of the pods that fit no node; tried again when capacity may have become available. */
  const unschedulable = new Set<string>();

  function keysOfPod(event: WatchEvent<Pod>): readonly string[] {
    const keys = cache.observe(event) ? [...unschedulable] : [];
    if (event.type === "DELETED") unschedulable.delete(keyOf(event.object));
    else if (needsNode(event.object, schedulerName)) keys.push(keyOf(event.object));
    return keys;
  }

  async function listKeys(slice: TimeSlice): Promise<readonly string[]> {
    cache.replaceNodes(await listNodes(store, slice));
    const alive = new Set<string>();
    const keys: string[] = [];
    for await (const page of listPages(store, pods, { slice })) {
      for (const pod of page.items) {
        alive.add(pod.metadata.uid);
        cache.addPod(pod);
        if (needsNode(pod, schedulerName)) keys.push(keyOf(pod));
      }
    }
    for (const uid of cache.uids()) {
      if (!alive.has(uid)) cache.forget(uid);
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
    return keys;
  }

  async function reconcile(key: string, { enqueue }: ReconcileContext): Promise<ReconcileResult> {
    const pod = await findObject(store, pods, splitKey(key));
    if (pod !== undefined && (pod.spec?.nodeName ?? "") === "") forgetAssumed(pod, enqueue);
    if (pod === undefined || !needsNode(pod, schedulerName)) {
      unschedulable.delete(key);
      return { changed: false };
    }
    const placement = cache.place(pod);
    if (placement.type === "none") {
      unschedulable.add(key);
      return { changed: await reportUnschedulable(pod, placement.message) };
    }
    // Assumed at once, so that pods bound concurrently do not all choose the same node, and until a read shows that the
    // binding failed, because only its response may have been lost.
    cache.addPod({ ...pod, spec: { ...pod.spec, nodeName: placement.name } } as Stored<Pod>);
    try {
      await store.subresource(pods, pod.metadata, "binding").create(bindingOf(pod, placement.name));
    } catch (error) {
      if (isStoreError(error, "NotFound", "Conflict")) return { changed: false, skipped: true, requeueAfterMs: 1_000 };
      throw error;
    }
    unschedulable.delete(key);
    const { namespace, name } = pod.metadata;
    recorder.event(pod, "Normal", "Scheduled", `Successfully assigned ${namespace}/${name} to ${placement.name}`);
    return { changed: true };
  }

  /** Removes an assumed pod whose binding has failed, and enqueues the unschedulable pods, for which there is no event. */
  function forgetAssumed(pod: Stored<Pod>, enqueue: ReconcileContext["enqueue"]): void {
    if (!cache.observe({ type: "DELETED", object: pod, previous: pod })) return;
    for (const key of unschedulable) enqueue(key);
  }

  async function reportUnschedulable(pod: Stored<Pod>, message: string): Promise<boolean> {
    const conditions = pod.status?.conditions ?? [];
    const before = conditions.find((condition) => condition.type === "PodScheduled");
    recorder.event(pod, "Warning", "FailedScheduling", message);
    if (before?.status === "False" && before.message === message) return false;
    const since = before?.status === "False" ? before.lastTransitionTime : formatTime(clock.now());
    const condition = {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message,
      lastTransitionTime: since,
    };
    const others = conditions.filter((each) => each !== before);
    const next = { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
    await store.update(next as KubernetesObject, { subresource: "status" });
    return true;
  }

  return createKeyedController({
    name: "hollow-binder",
    store,
    clock,
    ...logger,
    concurrency: bindings,
    watches: [
      { kind: pods, keysOf: keysOfPod },
      { kind: nodes, keysOf: (event) => (cache.observe(event) ? [...unschedulable] : []) },
    ],
    listKeys,
    reconcile,
  });
}

function needsNode(pod: Stored<Pod>, schedulerName: string): boolean {
  return (
    (pod.spec?.nodeName ?? "") === "" &&
    (pod.spec?.schedulerName ?? schedulerName) === schedulerName &&
    (pod.spec?.schedulingGates ?? []).length === 0 &&
    pod.metadata.deletionTimestamp === undefined &&
    !isPodTerminal(pod)
  );
}

/** A Binding with the pod's UID, so that no other pod of the same name is bound. */
function bindingOf({ metadata: { uid } }: Stored<Pod>, nodeName: string): Binding {
  return {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { uid },
    target: { apiVersion: "v1", kind: "Node", name: nodeName },
  };
}

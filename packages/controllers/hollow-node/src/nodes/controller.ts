import {
  type Clock,
  checkOptions,
  createKeyedController,
  findObject,
  type KeyedController,
  type Logger,
  type Node,
  nodes as nodeKind,
  type OptionRules,
  optionRules,
  parseTime,
  type ReconcileResult,
  type Store,
  type Stored,
  splitKey,
  systemClock,
} from "@engenho/core";
import { type HollowNodeOptions, hollowNode, hollowNodeLabel, hollowNodeStatus, isHollow } from "./hollow-node.js";
import { heartbeat } from "./node-heartbeat.js";

/** Options of {@link createNodeRegistrar}. */
export interface NodeRegistrarOptions {
  /** The store that the Nodes and their Leases are written to. */
  readonly store: Store;
  /** The number of nodes. Default 2. */
  readonly nodes?: number;
  /** The pod capacity of each node. Default 10 000; a kubelet's default is 110. */
  readonly podCapacity?: number;
  /** Default `v1.34.0`. */
  readonly kubeletVersion?: string;
  /** The interval of the nodes' status updates, in milliseconds. Default 300 000 (a kubelet's nodeStatusReportFrequency). */
  readonly heartbeatIntervalMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

/** The name of the node with this index. */
export function hollowNodeName(index: number): string {
  return `hollow-node-${index}`;
}

const rules: OptionRules<keyof NodeRegistrarOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  nodes: optionRules.wholeNumber(0),
  podCapacity: optionRules.wholeNumber(0),
  kubeletVersion: optionRules.text,
  heartbeatIntervalMs: optionRules.interval,
};

/**
 * Registers the hollow nodes and keeps them Ready. As with a kubelet, a Node that a user deletes is not recreated; its pods
 * are removed by the pod lifecycle controller. A Node that a user creates again is adopted. Throws TypeError or RangeError for
 * invalid options.
 */
export function createNodeRegistrar(options: NodeRegistrarOptions): KeyedController {
  checkOptions("createNodeRegistrar", options, rules);
  const { store, nodes = 2, podCapacity = 10_000, heartbeatIntervalMs = 300_000, clock = systemClock } = options;
  const indexes = new Map(Array.from({ length: nodes }, (_, index) => [hollowNodeName(index), index]));
  const registered = new Set<string>();

  async function reconcile(name: string): Promise<ReconcileResult> {
    const index = indexes.get(name);
    if (index === undefined) return { changed: false };
    const nowMs = clock.now();
    const facts: HollowNodeOptions = {
      name,
      index,
      podCapacity,
      kubeletVersion: options.kubeletVersion ?? "v1.34.0",
      nowMs,
    };
    const node = await findObject(store, nodeKind, splitKey(name));
    if (node === undefined && registered.has(name)) return { changed: false };
    const found = node === undefined ? await store.create(hollowNode(facts)) : await adopt(node, facts);
    registered.add(name);
    const current = await untainted(found);
    const { conditions: reported = [], ...status } = hollowNodeStatus(facts);
    const stored = current.status?.conditions ?? [];
    const dueInMs = heartbeatDueInMs(current, nowMs, heartbeatIntervalMs);
    if (dueInMs > 0) return { changed: node === undefined, requeueAfterMs: dueInMs };
    const next = {
      ...current,
      status: { ...current.status, ...status, conditions: heartbeat(stored, reported, nowMs) },
    };
    await store.update(next, { subresource: "status" });
    return { changed: true, requeueAfterMs: heartbeatIntervalMs };
  }

  /** Adopts a Node that another client created under the name of a hollow node: adds the missing labels. */
  async function adopt(node: Stored<Node>, facts: HollowNodeOptions): Promise<Stored<Node>> {
    if (isHollow(node)) return node;
    const labels = { ...hollowNode(facts).metadata.labels, ...node.metadata.labels, [hollowNodeLabel]: "true" };
    return store.update<Node>({ ...node, metadata: { ...node.metadata, labels } });
  }

  /**
   * Takes off the taint that admission gives to new Nodes (TaintNodesByCondition): a hollow node is always ready. Upstream the
   * node lifecycle controller does that.
   */
  async function untainted(node: Stored<Node>): Promise<Stored<Node>> {
    const { taints = [] } = node.spec ?? {};
    const others = taints.filter(({ key }) => key !== "node.kubernetes.io/not-ready");
    if (others.length === taints.length) return node;
    return store.update<Node>({ ...node, spec: { ...node.spec, taints: others } });
  }

  return createKeyedController({
    name: "hollow-node-registrar",
    clock,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    store,
    watches: [
      { kind: nodeKind, keysOf: ({ object: { metadata } }) => (indexes.has(metadata.name) ? [metadata.name] : []) },
    ],
    listKeys: async () => indexes.keys(),
    reconcile,
  });
}

/** Milliseconds until the next heartbeat is due; 0 or less if the node is not Ready or the heartbeat is overdue. */
function heartbeatDueInMs(node: Node, nowMs: number, intervalMs: number): number {
  const ready = node.status?.conditions?.find((condition) => condition.type === "Ready");
  const lastMs = parseTime(ready?.lastHeartbeatTime);
  if (ready?.status !== "True" || lastMs === undefined) return 0;
  // A heartbeat time in the future means that the wall clock has been set back.
  return lastMs > nowMs ? 0 : lastMs + intervalMs - nowMs;
}

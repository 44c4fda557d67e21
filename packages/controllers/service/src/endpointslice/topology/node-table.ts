import { milliValue, type Node, type Stored } from "@engenho/core";
import type { NodeFacts } from "../plan.js";

const zoneLabel = "topology.kubernetes.io/zone";
const excludingLabels = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"] as const;

/** What {@link NodeTable} keeps of a node. */
export interface KnownNode extends NodeFacts {
  readonly ready: boolean;
  /** The node takes no ordinary pods. */
  readonly excluded: boolean;
  /** Allocatable CPU, as written. */
  readonly cpu: string | number | undefined;
}

/** What is kept of a node. */
export function knownNode(node: Stored<Node>): KnownNode {
  const labels = node.metadata.labels ?? {};
  const zone = labels[zoneLabel];
  return {
    zone: zone === "" ? undefined : zone,
    ready: (node.status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True"),
    excluded: excludingLabels.some((label) => Object.hasOwn(labels, label)),
    cpu: node.status?.allocatable?.cpu,
  };
}

/** The nodes that a controller has been told of, and how their CPU is spread over zones. */
export class NodeTable {
  #nodes = new Map<string, KnownNode>();
  /** `undefined` when it has to be worked out anew. */
  #ratios: { readonly byZone: ReadonlyMap<string, number> | undefined } | undefined;

  /** The nodes by name. */
  get nodes(): ReadonlyMap<string, NodeFacts> {
    return this.#nodes;
  }

  /**
   * The share of all CPU that each zone has (ES-31). `undefined` when that says nothing: a node without a zone or CPU among
   * those that count, or fewer than two zones.
   */
  get cpuRatios(): ReadonlyMap<string, number> | undefined {
    this.#ratios ??= { byZone: computeRatios(this.#nodes.values()) };
    return this.#ratios.byZone;
  }

  /** Takes a node in. Answers whether it is new, or its zone or its readiness has changed: other changes wake nobody (ES-3). */
  set(node: Stored<Node>): boolean {
    const known = knownNode(node);
    const before = this.#nodes.get(node.metadata.name);
    this.#nodes.set(node.metadata.name, known);
    this.#ratios = undefined;
    return before === undefined || before.zone !== known.zone || before.ready !== known.ready;
  }

  /** Forgets a node. */
  delete(name: string): void {
    this.#nodes.delete(name);
    this.#ratios = undefined;
  }

  /** These are all the nodes there are, by name. */
  replace(nodes: Map<string, KnownNode>): void {
    this.#nodes = nodes;
    this.#ratios = undefined;
  }
}

function computeRatios(nodes: Iterable<KnownNode>): ReadonlyMap<string, number> | undefined {
  const byZone = new Map<string, number>();
  let total = 0;
  for (const { zone, ready, excluded, cpu = "0" } of nodes) {
    if (excluded || !ready) continue;
    const milliCpu = milliValue(cpu) ?? 0;
    if (zone === undefined || milliCpu === 0) return undefined;
    byZone.set(zone, (byZone.get(zone) ?? 0) + milliCpu);
    total += milliCpu;
  }
  if (byZone.size < 2) return undefined;
  return new Map([...byZone].map(([zone, milliCpu]) => [zone, milliCpu / total]));
}

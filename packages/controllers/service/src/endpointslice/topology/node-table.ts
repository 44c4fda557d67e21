import { isQuantity, type Node, parseQuantity, type Stored, scaledValue } from "@engenho/core";
import type { NodeFacts } from "../plan.js";

const zoneLabel = "topology.kubernetes.io/zone";
const excludingLabels = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"] as const;

/** The properties of a node in a {@link NodeTable}. */
export interface KnownNode extends NodeFacts {
  readonly ready: boolean;
  /** A control plane node, which runs no ordinary pods. */
  readonly excluded: boolean;
  /** Allocatable CPU, as a quantity. */
  readonly cpu: string | number | undefined;
}

/** Extracts the properties from a node. */
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

/** The nodes known to a controller, and the distribution of their CPU over zones. */
export class NodeTable {
  #nodes = new Map<string, KnownNode>();
  /** `undefined` if it has to be computed again. */
  #ratios: { readonly byZone: ReadonlyMap<string, number> | undefined } | undefined;

  /** The nodes by name. */
  get nodes(): ReadonlyMap<string, NodeFacts> {
    return this.#nodes;
  }

  /**
   * Each zone's share of the total CPU (ES-31). `undefined` if it cannot be computed: a relevant node has no zone or CPU, or
   * there are fewer than two zones.
   */
  get cpuRatios(): ReadonlyMap<string, number> | undefined {
    this.#ratios ??= { byZone: computeRatios(this.#nodes.values()) };
    return this.#ratios.byZone;
  }

  /** Adds or updates a node. Returns whether it is new, or its zone or readiness has changed; nothing else matters (ES-3). */
  set(node: Stored<Node>): boolean {
    const known = knownNode(node);
    const before = this.#nodes.get(node.metadata.name);
    this.#nodes.set(node.metadata.name, known);
    this.#ratios = undefined;
    return before === undefined || before.zone !== known.zone || before.ready !== known.ready;
  }

  /** Removes a node. */
  delete(name: string): void {
    this.#nodes.delete(name);
    this.#ratios = undefined;
  }

  /** Replaces all nodes. */
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
    const milliCpu = isQuantity(cpu) ? Number(scaledValue(parseQuantity(cpu), -3)) : 0;
    if (zone === undefined || milliCpu === 0) return undefined;
    byZone.set(zone, (byZone.get(zone) ?? 0) + milliCpu);
    total += milliCpu;
  }
  if (byZone.size < 2) return undefined;
  return new Map([...byZone].map(([zone, milliCpu]) => [zone, milliCpu / total]));
}

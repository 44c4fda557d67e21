import { isPodTerminal, type Node, type Pod, type Stored, type WatchEvent } from "@engenho/core";
import { unschedulableReason } from "./feasibility.js";

/** The result of looking for a node. */
export type Placement =
  | { readonly type: "node"; readonly name: string }
  /** `message` is in kube-scheduler's words. */
  | { readonly type: "none"; readonly message: string };

/** How many feasible nodes are compared per pod; kube-scheduler samples nodes too. */
const sampleSize = 16;

/** The nodes and the number of pods on each, updated by events. */
export class NodeCache {
  #nodes: Stored<Node>[] = [];
  /** The index in `#nodes` of each node, by name. */
  readonly #positions = new Map<string, number>();
  /** The node name of each pod that counts towards a node's capacity, by pod UID. */
  readonly #nodeOfPod = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #next = 0;

  /** Replaces all nodes. */
  replaceNodes(nodes: readonly Stored<Node>[]): void {
    this.#nodes = [...nodes];
    this.#positions.clear();
    for (const [index, { metadata }] of this.#nodes.entries()) this.#positions.set(metadata.name, index);
  }

  /** The UIDs of the pods that count; a pod may be forgotten during the iteration. */
  uids(): Iterable<string> {
    return this.#nodeOfPod.keys();
  }

  /** Processes an event; returns whether an unschedulable pod may now fit, or its message may change. */
  observe(event: WatchEvent): boolean {
    if (event.object.kind === "Node") {
      this.#updateNode(event as WatchEvent<Node>);
      return true;
    }
    const pod = event.object as Stored<Pod>;
    return event.type === "DELETED" ? this.forget(pod.metadata.uid) : this.addPod(pod);
  }

  /** Records a pod's node; returns whether capacity became available. */
  addPod(pod: Stored<Pod>): boolean {
    const name = pod.spec?.nodeName;
    if (name === undefined || name === "") return false;
    if (isPodTerminal(pod)) return this.forget(pod.metadata.uid);
    if (this.#nodeOfPod.get(pod.metadata.uid) === name) return false;
    this.forget(pod.metadata.uid);
    this.#nodeOfPod.set(pod.metadata.uid, name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return false;
  }

  /** The feasible node with the fewest pods among the next `sampleSize` feasible ones. */
  place(pod: Pod): Placement {
    const nodesByReason = new Map<string, number>();
    let best: { name: string; count: number } | undefined;
    let feasible = 0;
    let examined = 0;
    for (; examined < this.#nodes.length && feasible < sampleSize; examined++) {
      const node = this.#nodes[(this.#next + examined) % this.#nodes.length] as Stored<Node>;
      const count = this.#counts.get(node.metadata.name) ?? 0;
      const reason = unschedulableReason(pod, node, count);
      if (reason !== undefined) {
        nodesByReason.set(reason, (nodesByReason.get(reason) ?? 0) + 1);
        continue;
      }
      feasible++;
      if (best === undefined || count < best.count) best = { name: node.metadata.name, count };
    }
    if (this.#nodes.length > 0) this.#next = (this.#next + examined) % this.#nodes.length;
    if (best !== undefined) return { type: "node", name: best.name };
    return { type: "none", message: this.#message(nodesByReason) };
  }

  #message(nodesByReason: ReadonlyMap<string, number>): string {
    if (this.#nodes.length === 0) return "no nodes available to schedule pods";
    const reasons = [...nodesByReason].map(([reason, count]) => `${count} ${reason}`).sort();
    return `0/${this.#nodes.length} nodes are available: ${reasons.join(", ")}.`;
  }

  #updateNode({ type, object: node }: WatchEvent<Node>): void {
    const { name } = node.metadata;
    const index = this.#positions.get(name);
    if (type !== "DELETED") {
      this.#positions.set(name, index ?? this.#nodes.length);
      this.#nodes[index ?? this.#nodes.length] = node;
    } else if (index !== undefined) {
      this.#positions.delete(name);
      const last = this.#nodes.pop();
      // The last node takes the place of the deleted one.
      if (last === undefined || index === this.#nodes.length) return;
      this.#nodes[index] = last;
      this.#positions.set(last.metadata.name, index);
    }
  }

  /** Removes a pod from the count of its node; returns whether it was counted. */
  forget(uid: string): boolean {
    const name = this.#nodeOfPod.get(uid);
    if (name === undefined) return false;
    this.#nodeOfPod.delete(uid);
    this.#counts.set(name, (this.#counts.get(name) ?? 1) - 1);
    return true;
  }
}

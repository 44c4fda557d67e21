import type { Node, Pod, Stored, WatchEvent } from "@engenho/core";
import { isPodTerminal } from "@engenho/core";
import { refusal } from "./feasibility.js";

/** How the search for a node ended. */
export type Placement =
  | { readonly type: "node"; readonly name: string }
  /** `message` is what kube-scheduler would say. */
  | { readonly type: "none"; readonly message: string };

/** Enough nodes to choose the emptiest of; further ones are left for the next pods (kube-scheduler samples likewise). */
const sampleSize = 16;

/** Which nodes there are and how many pods each runs, kept up to date by events. */
export class NodeBook {
  #nodes: Stored<Node>[] = [];
  /** Which node each pod that takes up room is on, by pod UID. */
  readonly #places = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #next = 0;

  /** These are all nodes there are. */
  replaceNodes(nodes: readonly Stored<Node>[]): void {
    this.#nodes = [...nodes];
  }

  /** The UIDs of the pods that take up room; one may be forgotten while they are gone through. */
  uids(): Iterable<string> {
    return this.#places.keys();
  }

  /** Takes in a commit; tells whether it may make room for a pod that had none, or changes what it is told. */
  note(event: WatchEvent): boolean {
    if (event.object.kind === "Node") {
      this.#noteNode(event as WatchEvent<Node>);
      return true;
    }
    const pod = event.object as Stored<Pod>;
    return event.type === "DELETED" ? this.forget(pod.metadata.uid) : this.notePod(pod);
  }

  /** Records where a pod runs; tells whether that freed room. */
  notePod(pod: Stored<Pod>): boolean {
    const name = pod.spec?.nodeName;
    if (name === undefined || name === "") return false;
    if (isPodTerminal(pod)) return this.forget(pod.metadata.uid);
    if (this.#places.get(pod.metadata.uid) === name) return false;
    this.forget(pod.metadata.uid);
    this.#places.set(pod.metadata.uid, name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return false;
  }

  /** The feasible node with the fewest pods among the next `sampleSize` feasible ones. */
  place(pod: Pod): Placement {
    const refusals = new Map<string, number>();
    let best: { name: string; count: number } | undefined;
    let feasible = 0;
    let examined = 0;
    for (; examined < this.#nodes.length && feasible < sampleSize; examined++) {
      const node = this.#nodes[(this.#next + examined) % this.#nodes.length] as Stored<Node>;
      const count = this.#counts.get(node.metadata.name) ?? 0;
      const reason = refusal(pod, node, count);
      if (reason !== undefined) {
        refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
        continue;
      }
      feasible++;
      if (best === undefined || count < best.count) best = { name: node.metadata.name, count };
    }
    if (this.#nodes.length > 0) this.#next = (this.#next + examined) % this.#nodes.length;
    if (best !== undefined) return { type: "node", name: best.name };
    return { type: "none", message: this.#explain(refusals) };
  }

  #explain(refusals: ReadonlyMap<string, number>): string {
    if (this.#nodes.length === 0) return "no nodes available to schedule pods";
    const reasons = [...refusals].map(([reason, count]) => `${count} ${reason}`).sort();
    return `0/${this.#nodes.length} nodes are available: ${reasons.join(", ")}.`;
  }

  #noteNode(event: WatchEvent<Node>): void {
    const index = this.#nodes.findIndex((node) => node.metadata.name === event.object.metadata.name);
    if (event.type === "DELETED") {
      if (index >= 0) this.#nodes.splice(index, 1);
    } else if (index >= 0) this.#nodes[index] = event.object;
    else this.#nodes.push(event.object);
  }

  /** Gives back the room of a pod; tells whether it had any. */
  forget(uid: string): boolean {
    const name = this.#places.get(uid);
    if (name === undefined) return false;
    this.#places.delete(uid);
    this.#counts.set(name, (this.#counts.get(name) ?? 1) - 1);
    return true;
  }
}

import type { RequestInfo } from "../request-info.js";
import { selectedValue } from "./selected-value.js";

type Scope = Pick<RequestInfo, "group" | "resource" | "namespace" | "name">;

/** Counts watches, to estimate the cost of mutating requests (upstream: watch_tracker.go). */
export class WatchCounts {
  readonly #counts = new Map<string, number>();

  /** Counts a watch; call the result when it has ended. */
  register(scope: Scope, query: URLSearchParams): () => void {
    // A watch of one node's Pods only sees events of these.
    if (scope.resource === "pods" && (selectedValue(query, "spec.nodeName") ?? "") !== "") return () => {};
    const name = scope.name === "" ? (selectedValue(query, "metadata.name") ?? "") : scope.name;
    const key = keyOf(scope.group, scope.resource, scope.namespace, name);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#counts.get(key) ?? 0) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }

  /** The number of watches that a change may concern: of all objects, of its namespace, and of this object. */
  interestedIn({ group, resource, namespace, name }: Scope): number {
    if (this.#counts.size === 0) return 0;
    const at = (...scope: readonly [string, string]) => this.#counts.get(keyOf(group, resource, ...scope)) ?? 0;
    return at("", "") + (namespace === "" ? 0 : at(namespace, "")) + (name === "" ? 0 : at(namespace, name));
  }
}

function keyOf(group: string, resource: string, namespace: string, name: string): string {
  return `${group}/${resource}/${namespace}/${name}`;
}

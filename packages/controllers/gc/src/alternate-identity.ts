import type { GraphNode } from "./graph-node.js";
import { claimedIdentity, type Identity, sameIdentity } from "./identity.js";

/** Partitions the dependents of an owner by whether their reference matches this identity exactly (GC-23). */
export function partitionByReference(
  dependents: Iterable<GraphNode>,
  owner: Identity,
): { readonly matching: readonly GraphNode[]; readonly nonMatching: readonly GraphNode[] } {
  const matching: GraphNode[] = [];
  const nonMatching: GraphNode[] = [];
  for (const dependent of dependents) {
    const namespaceFits = owner.namespace === "" || owner.namespace === dependent.identity.namespace;
    const reference = dependent.referenceTo(owner.uid);
    const agrees =
      namespaceFits &&
      reference !== undefined &&
      reference.apiVersion === owner.apiVersion &&
      reference.kind === owner.kind &&
      reference.name === owner.name;
    (agrees ? matching : nonMatching).push(dependent);
  }
  return { matching, nonMatching };
}

/**
 * Another identity by which these dependents refer to the owner: the next one after the absent one, ordered by kind,
 * apiVersion, namespace and name, otherwise the first; `undefined` if there is none (GC-23).
 */
export function alternateIdentity(dependents: readonly GraphNode[], absent: Identity): Identity | undefined {
  let first: Identity | undefined;
  let next: Identity | undefined;
  for (const dependent of dependents) {
    const reference = dependent.referenceTo(absent.uid);
    if (reference === undefined) continue;
    const candidate = claimedIdentity(reference, dependent.identity.namespace);
    if (sameIdentity(candidate, absent)) continue;
    if (first === undefined || compare(candidate, first) < 0) first = candidate;
    if (compare(candidate, absent) > 0 && (next === undefined || compare(candidate, next) < 0)) next = candidate;
  }
  return next ?? first;
}

function compare(a: Identity, b: Identity): number {
  for (const part of ["kind", "apiVersion", "namespace", "name"] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  return 0;
}

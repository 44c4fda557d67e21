import type { GraphNode } from "./graph-node.js";
import { claimedIdentity, type Identity, sameIdentity } from "./identity.js";

/** Splits the dependents of an owner by whether they refer to it by exactly this identity (GC-23). */
export function partitionByReference(
  dependents: Iterable<GraphNode>,
  owner: Identity,
): { readonly agreeing: readonly GraphNode[]; readonly differing: readonly GraphNode[] } {
  const agreeing: GraphNode[] = [];
  const differing: GraphNode[] = [];
  for (const dependent of dependents) {
    const namespaceFits = owner.namespace === "" || owner.namespace === dependent.identity.namespace;
    const reference = dependent.referenceTo(owner.uid);
    const agrees =
      namespaceFits &&
      reference !== undefined &&
      reference.apiVersion === owner.apiVersion &&
      reference.kind === owner.kind &&
      reference.name === owner.name;
    (agrees ? agreeing : differing).push(dependent);
  }
  return { agreeing, differing };
}

/**
 * Another identity by which these dependents refer to the owner: the next after the absent one in the order of kind,
 * apiVersion, namespace and name, else the first; `undefined` when there is none (GC-23).
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

import type { ReconcileResult, Store, Stored } from "@engenho/core";
import { type Classified, classify } from "./classify.js";
import { deleteItem } from "./delete-item.js";
import type { GraphNode } from "./graph-node.js";
import { foregroundFinalizer, hasFinalizer, type Identity, isBeingDeleted, orphanFinalizer } from "./identity.js";
import type { KindScopes } from "./kind-scopes.js";
import { liveObject } from "./live-object.js";
import type { OwnerGraph } from "./owner-graph.js";
import { removeReferences, unblockReferences } from "./reference-patch.js";
import { removeFinalizer } from "./remove-finalizer.js";

/** Shared by all attempts. */
export interface AttemptContext {
  readonly store: Store;
  readonly graph: OwnerGraph;
  readonly scopes: KindScopes;
  /** Enqueues the node for another attempt. */
  readonly queue: (node: GraphNode) => void;
}

const nothing: ReconcileResult = { changed: false };

/**
 * Deletes the object if it has no owners left, updates its references, or removes its foregroundDeletion finalizer when its
 * dependents are gone (GC-30..54; upstream's attemptToDeleteItem). Every decision is based on a live read.
 */
export async function attemptToDelete(context: AttemptContext, uid: string): Promise<ReconcileResult> {
  const { store, graph, scopes } = context;
  const node = graph.node(uid);
  if (node === undefined) return nothing;
  if (node.beingDeleted && !node.deletingDependents) return nothing;
  const { identity, virtual } = node;
  const isNamespaced = await scopes.isNamespaced(identity);
  // GC-21: a namespaced owner of a cluster-scoped object cannot be looked up.
  if (isNamespaced && identity.namespace === "") return nothing;
  const latest = await liveObject(store, isNamespaced ? identity : { ...identity, namespace: "" });
  if (latest === undefined || latest.metadata.uid !== uid) return recordAbsent(context, isNamespaced, identity);
  // The node may have been removed from the graph during the read; then it is not added again.
  if (virtual && graph.node(uid) === node) {
    // Its event has not arrived yet, or never will because the kind is not watched; in any case the object exists.
    graph.observe(latest);
  }
  if (node.deletingDependents) return finishForeground(context, node);
  // Its event has not arrived yet. In this case upstream may delete in the foreground what a user orphans.
  if (isBeingDeleted(latest)) return nothing;
  const references = latest.metadata.ownerReferences ?? [];
  if (references.length === 0) return nothing;
  const classified = await classify({ store, scopes, absentOwners: graph.absentOwners }, identity, references);
  return classified === undefined ? nothing : applyClassification(context, { node, latest, classified });
}

function recordAbsent({ graph }: AttemptContext, isNamespaced: boolean, identity: Identity): ReconcileResult {
  const absent = isNamespaced ? identity : { ...identity, namespace: "" };
  // The virtual node of a cluster-scoped owner has its dependent's namespace; the graph has to find it by that identity.
  if (absent.namespace !== identity.namespace) graph.absentOwners.add(absent);
  if (graph.removeAbsent(identity))
    throw new Error(
      `${identity.kind} ${identity.name} has dependents with another identity for it; retrying with that`,
    );
  return nothing;
}

interface Item {
  readonly node: GraphNode;
  readonly latest: Stored;
  readonly classified: Classified;
}

async function applyClassification(
  { store }: AttemptContext,
  { node, latest, classified }: Item,
): Promise<ReconcileResult> {
  const { solid, dangling, waiting } = classified;
  if (solid.length > 0) {
    const lost = new Set([...dangling, ...waiting].map(({ uid }) => uid));
    return { changed: lost.size > 0 && (await removeReferences(store, latest, lost)) };
  }
  if (waiting.length > 0 && node.dependents.size > 0) {
    const mayBeCycle = [...node.dependents].some(({ deletingDependents }) => deletingDependents);
    const unblocked = mayBeCycle && (await unblockReferences(store, latest));
    const now = unblocked ? await liveObject(store, node.identity) : latest;
    return { changed: now !== undefined && (await deleteItem(store, now, "Foreground")) };
  }
  const policy = hasFinalizer(latest, orphanFinalizer)
    ? "Orphan"
    : hasFinalizer(latest, foregroundFinalizer)
      ? "Foreground"
      : "Background";
  return { changed: await deleteItem(store, latest, policy) };
}

async function finishForeground({ store, queue }: AttemptContext, node: GraphNode): Promise<ReconcileResult> {
  const blocking = node.blockingDependents();
  if (blocking.length === 0) return { changed: await removeFinalizer(store, node.identity, foregroundFinalizer) };
  for (const dependent of blocking) if (!dependent.deletingDependents) queue(dependent);
  return nothing;
}

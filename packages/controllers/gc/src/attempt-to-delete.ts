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

/** What the attempts share. */
export interface AttemptContext {
  readonly store: Store;
  readonly graph: OwnerGraph;
  readonly scopes: KindScopes;
  /** Queues the node for another attempt. */
  readonly queue: (node: GraphNode) => void;
}

const nothing: ReconcileResult = { changed: false };

/**
 * Deletes the object if it has lost its owners, or corrects its references, or lets it go when its dependents are gone
 * (GC-30..54; upstream's attemptToDeleteItem). Every decision is made on what the store says now.
 */
export async function attemptToDelete(context: AttemptContext, uid: string): Promise<ReconcileResult> {
  const { store, graph, scopes } = context;
  const node = graph.node(uid);
  if (node === undefined) return nothing;
  if (node.beingDeleted && !node.deletingDependents) return nothing;
  const { identity, virtual } = node;
  const isNamespaced = await scopes.isNamespaced(identity);
  // A namespaced owner of a cluster-scoped object: nobody can tell where to look for it (GC-21).
  if (isNamespaced && identity.namespace === "") return nothing;
  const latest = await liveObject(store, isNamespaced ? identity : { ...identity, namespace: "" });
  if (latest === undefined || latest.metadata.uid !== uid) return noteAbsent(context, isNamespaced, identity);
  // A node that left the graph while we read is not put back.
  if (virtual && graph.node(uid) === node) {
    // The event that tells of it is on its way, or will never come because the kind is not watched; either way it exists.
    graph.observe(latest);
  }
  if (node.deletingDependents) return finishForeground(context, node);
  // The event that tells of it is on its way. Until then upstream may delete in the foreground what a user orphans.
  if (isBeingDeleted(latest)) return nothing;
  const references = latest.metadata.ownerReferences ?? [];
  if (references.length === 0) return nothing;
  const classified = await classify({ store, scopes, absentOwners: graph.absentOwners }, identity, references);
  return classified === undefined ? nothing : settle(context, { node, latest, classified });
}

function noteAbsent({ graph }: AttemptContext, isNamespaced: boolean, identity: Identity): ReconcileResult {
  const absent = isNamespaced ? identity : { ...identity, namespace: "" };
  // A guess about a cluster-scoped owner carries its dependent's namespace; the graph has to know which guess was wrong.
  if (absent.namespace !== identity.namespace) graph.absentOwners.add(absent);
  if (graph.removeAbsent(identity))
    throw new Error(`${identity.kind} ${identity.name} is referred to by another identity; looking for that`);
  return nothing;
}

interface Item {
  readonly node: GraphNode;
  readonly latest: Stored;
  readonly classified: Classified;
}

async function settle({ store }: AttemptContext, { node, latest, classified }: Item): Promise<ReconcileResult> {
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

import { isStoreError, type ReconcileResult, type Store } from "@engenho/core";
import type { GraphNode } from "./graph-node.js";
import { orphanFinalizer } from "./identity.js";
import { liveObject } from "./live-object.js";
import type { OwnerGraph } from "./owner-graph.js";
import { removeReferences } from "./reference-patch.js";
import { removeFinalizer } from "./remove-finalizer.js";

/** Removes the owner from its dependents' references, then its own orphan finalizer (GC-60). Throws if one write fails. */
export async function attemptToOrphan(store: Store, graph: OwnerGraph, uid: string): Promise<ReconcileResult> {
  const owner = graph.node(uid);
  if (owner === undefined) return { changed: false };
  const ownerUids = new Set([uid]);
  const results = await Promise.allSettled(
    [...owner.dependents].map((dependent) => orphan(store, dependent, ownerUids)),
  );
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} dependents of ${owner.identity.name} could not be orphaned`);
  return { changed: await removeFinalizer(store, owner.identity, orphanFinalizer) };
}

async function orphan(store: Store, dependent: GraphNode, ownerUids: ReadonlySet<string>): Promise<void> {
  try {
    const object = await liveObject(store, dependent.identity);
    if (object !== undefined && object.metadata.uid === dependent.identity.uid)
      await removeReferences(store, object, ownerUids);
  } catch (error) {
    if (!isStoreError(error, "NotFound")) throw error;
  }
}

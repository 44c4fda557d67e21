import {
  type DeleteOptions,
  isStoreError,
  type PropagationPolicy,
  referenceTo,
  type Store,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import { identityOf } from "./identity.js";
import { liveObject } from "./live-object.js";

/**
 * Deletes what was read, and only that: a write that came in between keeps it, unless the owner references are still
 * the same (GC-40, GC-43), and the finalizers: whoever meanwhile deleted it as an orphaner would else not be heeded, which
 * upstream risks. Tells whether it was there.
 */
export async function deleteItem(store: Store, object: Stored, propagationPolicy: PropagationPolicy): Promise<boolean> {
  const { uid, resourceVersion } = object.metadata;
  try {
    return await deleteIfThere(store, object, { propagationPolicy, preconditions: { uid, resourceVersion } });
  } catch (error) {
    if (!isStoreError(error, "Conflict")) throw error;
    const now = await liveObject(store, identityOf(object));
    if (now === undefined) return false;
    const sameOwners = strictlyEqual(now.metadata.ownerReferences, object.metadata.ownerReferences);
    const sameFinalizers = strictlyEqual(now.metadata.finalizers, object.metadata.finalizers);
    const sameObject = now.metadata.uid === uid && now.metadata.resourceVersion !== resourceVersion;
    if (!sameObject || !sameOwners || !sameFinalizers) throw error;
    return deleteIfThere(store, object, { propagationPolicy, preconditions: { uid } });
  }
}

async function deleteIfThere(store: Store, object: Stored, options: DeleteOptions): Promise<boolean> {
  try {
    await store.delete(referenceTo(object), options);
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

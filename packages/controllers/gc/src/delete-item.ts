import {
  type DeleteOptions,
  isStoreError,
  type PropagationPolicy,
  type Store,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import { identityOf } from "./identity.js";
import { liveObject } from "./live-object.js";

/**
 * Deletes an object with the UID and resourceVersion that were read as preconditions. After a conflict the deletion is
 * retried if owner references and finalizers are unchanged (GC-40, GC-43). Upstream does not compare finalizers, and may
 * ignore a deletion with the Orphan policy that came in between. Returns whether the object existed.
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
    await store.delete(object, object.metadata, options);
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

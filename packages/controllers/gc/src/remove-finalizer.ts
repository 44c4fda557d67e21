import { isStoreError, type Store } from "@engenho/core";
import { hasFinalizer, type Identity } from "./identity.js";
import { liveObject } from "./live-object.js";

const tries = 4;

/**
 * Removes a finalizer from the object, if the object exists and has it. On a conflict the object is read again, in at most
 * four attempts (GC-50); then the error is thrown, and the work queue retries with backoff. Returns whether it wrote.
 */
export async function removeFinalizer(store: Store, identity: Identity, finalizer: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const object = await liveObject(store, identity);
    if (object === undefined || object.metadata.uid !== identity.uid || !hasFinalizer(object, finalizer)) return false;
    const { finalizers = [], resourceVersion } = object.metadata;
    const left = finalizers.filter((each) => each !== finalizer);
    try {
      const value = { metadata: { resourceVersion, finalizers: left.length > 0 ? left : null } };
      await store.patch(object, object.metadata, { type: "merge", value });
      return true;
    } catch (error) {
      if (isStoreError(error, "NotFound")) return false;
      if (!isStoreError(error, "Conflict") || attempt === tries) throw error;
    }
  }
}

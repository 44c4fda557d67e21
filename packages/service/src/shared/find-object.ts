import { isStoreError, type KubernetesObject, type ObjectReference, type Store, type Stored } from "@engenho/core";

/** The object, or `undefined` when there is none. Throws whatever else the store throws. */
export async function findObject<T extends KubernetesObject>(
  store: Store,
  reference: ObjectReference,
): Promise<Stored<T> | undefined> {
  try {
    return await store.get<T>(reference);
  } catch (error) {
    if (isStoreError(error, "NotFound")) return undefined;
    throw error;
  }
}

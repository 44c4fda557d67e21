import type { KindOf, KubernetesObject, ObjectKey, Stored } from "../objects/object.js";
import type { GetOptions, Store } from "./store.js";
import { isStoreError } from "./store-error.js";

/** Like `store.get`, but returns `undefined` instead of throwing `NotFound`. Throws any other error of the store. */
export async function findObject<T extends KubernetesObject = KubernetesObject>(
  store: Store,
  kind: KindOf<T>,
  key: ObjectKey,
  options?: GetOptions,
): Promise<Stored<T> | undefined> {
  try {
    return await store.get<T>(kind, key, options);
  } catch (error) {
    if (isStoreError(error, "NotFound")) return undefined;
    throw error;
  }
}

import { type Clock, configMaps, findObject, type ReconcileResult, type Store, splitKey } from "@engenho/core";
import { remainingMs } from "./expiry.js";

/** Creates the reconcile function: it reads, decides, and writes at most once. */
export function createReconciler(store: Store, clock: Clock): (key: string) => Promise<ReconcileResult> {
  return async (key) => {
    const configMap = await findObject(store, configMaps, splitKey(key));
    if (configMap === undefined) return { changed: false };
    const leftMs = remainingMs(configMap, clock.now());
    if (leftMs === undefined) return { changed: false };
    if (leftMs > 0) return { changed: false, requeueAfterMs: leftMs };
    // The precondition protects a new object with the same name.
    await store.delete(configMap, configMap.metadata, { preconditions: { uid: configMap.metadata.uid } });
    return { changed: true };
  };
}

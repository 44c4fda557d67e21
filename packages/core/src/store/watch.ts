import type { KubernetesObject, Stored } from "../objects/object.js";

/** One commit. */
export type WatchEvent<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "ADDED"; readonly object: Stored<T> }
  | { readonly type: "MODIFIED"; readonly object: Stored<T>; readonly previous: Stored<T> }
  /** `object` is the last state, with the resourceVersion of the deletion. */
  | { readonly type: "DELETED"; readonly object: Stored<T>; readonly previous: Stored<T> };

/** What a watch delivers. */
export type WatchSignal<T extends KubernetesObject = KubernetesObject> =
  /** One or more commits in order: all since the last signal. */
  | { readonly type: "events"; readonly events: readonly WatchEvent<T>[] }
  /** The reader was too slow: `missed` commits of any kind were not delivered; the watch continues after them. List again. */
  | { readonly type: "lagged"; readonly missed: number };

/**
 * A running watch. `next()` waits for the next signal; `undefined` means that the watch was closed, by its reader or with
 * the store. It throws StoreError `Expired` if the requested version is no longer available. Only one `next()` may be
 * pending.
 */
export interface Watch<T extends KubernetesObject = KubernetesObject> extends AsyncIterable<WatchSignal<T>> {
  /** Waits for the next signal; `undefined` once the watch is closed. Throws StoreError `Expired`. */
  next(): Promise<WatchSignal<T> | undefined>;
  /** Ends the watch and a pending `next()`. May be called more than once. */
  close(): void;
  /** The version up to which all commits have been delivered. */
  readonly resourceVersion: string;
}

/**
 * The async iterator of a watch, for implementations of {@link Watch}: it reads by `next()`, and leaving the loop, even
 * while it waits, closes the watch.
 */
export function iterateSignals<T extends KubernetesObject = KubernetesObject>(
  watch: Pick<Watch<T>, "next" | "close">,
): AsyncIterator<WatchSignal<T>, undefined> {
  return {
    next: async () => {
      const signal = await watch.next();
      return signal === undefined ? { done: true, value: undefined } : { done: false, value: signal };
    },
    return: async () => {
      watch.close();
      return { done: true, value: undefined };
    },
  };
}

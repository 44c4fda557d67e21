import type { KubernetesObject, Stored } from "../objects/object.js";

/** One commit. */
export type WatchEvent<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "ADDED"; readonly object: Stored<T> }
  | { readonly type: "MODIFIED"; readonly object: Stored<T>; readonly previous: Stored<T> }
  /** `object` is the last state, with the resourceVersion of the deletion. */
  | { readonly type: "DELETED"; readonly object: Stored<T>; readonly previous: Stored<T> };

/** What a watch delivers next. */
export type WatchSignal =
  /** One or more commits in order: all that have come since the last signal. */
  | { readonly type: "events"; readonly events: readonly WatchEvent[] }
  /** The reader was too slow: `missed` commits of any kind are lost to it; the watch goes on behind them. List again. */
  | { readonly type: "lagged"; readonly missed: number };

/**
 * A running watch. `next()` waits for the next signal; `undefined` says that the watch was closed, by its reader or with
 * the store. It throws StoreError `Expired` when the version asked for is gone. One `next()` at a time.
 */
export interface Watch extends AsyncIterable<WatchSignal> {
  next(): Promise<WatchSignal | undefined>;
  /** Ends the watch and a waiting `next()`. More than once is harmless. */
  close(): void;
  /** The version up to which this watch has delivered everything. */
  readonly resourceVersion: string;
}

/**
 * The iterator of a watch, for who writes one: it goes on by `next()`, and who leaves the loop, also while it waits, closes
 * the watch.
 */
export function iterateSignals(watch: Pick<Watch, "next" | "close">): AsyncIterator<WatchSignal, undefined> {
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

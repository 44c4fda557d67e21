import type { Watch } from "@engenho/core";
import { PastWatch, type PastWatchOptions } from "./past-watch.js";

/** What distinguishes one watch from the others of its store. */
type OneWatch = Pick<PastWatchOptions, "places" | "namespace" | "from" | "until" | "live">;

/** The watches of a store that begin before what it keeps in memory. */
export class PastWatches {
  readonly #common: Omit<PastWatchOptions, keyof OneWatch | "onClose">;
  readonly #open = new Set<PastWatch>();

  constructor(common: Omit<PastWatchOptions, keyof OneWatch | "onClose">) {
    this.#common = common;
  }

  open(watch: OneWatch): Watch {
    const past = new PastWatch({ ...this.#common, ...watch, onClose: (closed) => this.#open.delete(closed) });
    this.#open.add(past);
    return past;
  }

  /** Ends all of them. */
  close(): void {
    for (const past of this.#open) past.close();
  }
}

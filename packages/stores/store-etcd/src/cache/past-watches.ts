import type { Watch } from "@engenho/core";
import { PastWatch, type PastWatchOptions } from "./past-watch.js";

/** The options that differ between the watches of one store. */
type OneWatch = Pick<PastWatchOptions, "places" | "namespace" | "from" | "until" | "live">;

/** The open watches of a store that started at versions older than its history in memory. */
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

  /** Closes all of them. */
  close(): void {
    for (const past of this.#open) past.close();
  }
}

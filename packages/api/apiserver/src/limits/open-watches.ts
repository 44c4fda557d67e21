import { Places } from "./places.js";

/** The open watches of a server, so that it can close and limit them. */
export class OpenWatches {
  readonly #places: Places;
  readonly #closers = new Set<() => void>();
  #closed = false;

  /** `maximum`: see RequestLimitOptions; 0 means no limit. */
  constructor(maximum: number) {
    this.#places = new Places(maximum);
  }

  /**
   * Reserves a slot for a watch. Returns the function that releases it; call it once. Throws StoreError `TooManyRequests` when
   * there is none.
   */
  acquire(): () => void {
    return this.#places.acquire();
  }

  get size(): number {
    return this.#closers.size;
  }

  /**
   * Registers a watch; `close` is called when the server closes, or immediately if it has. Returns the function that
   * unregisters it.
   */
  add(close: () => void): () => void {
    if (this.#closed) {
      close();
      return () => {};
    }
    this.#closers.add(close);
    return () => {
      this.#closers.delete(close);
    };
  }

  /** Closes all watches, including those added later. */
  closeAll(): void {
    this.#closed = true;
    for (const close of [...this.#closers]) close();
  }
}

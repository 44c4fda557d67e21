import { tooManyRequests } from "../status/refusals.js";

/** The open watches of a server, so that it can close and limit them. */
export class OpenWatches {
  readonly #maximum: number;
  #places = 0;
  readonly #closers = new Set<() => void>();
  #closed = false;

  /** `maximum`: see RequestLimitOptions; 0 means no limit. */
  constructor(maximum: number) {
    this.#maximum = maximum === 0 ? Number.POSITIVE_INFINITY : maximum;
  }

  /**
   * Reserves a slot for a watch. Returns the function that releases it; call it once. Throws StoreError `TooManyRequests` when
   * there is none.
   */
  acquire(): () => void {
    if (this.#places >= this.#maximum) throw tooManyRequests();
    this.#places++;
    return () => {
      this.#places--;
    };
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

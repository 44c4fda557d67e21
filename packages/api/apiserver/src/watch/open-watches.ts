import { tooManyRequests } from "../status/refusals.js";

/** The watches that are open, so that a server can end them; and how many there may be. */
export class OpenWatches {
  readonly #maximum: number;
  #places = 0;
  readonly #closers = new Set<() => void>();
  #closed = false;

  /** `maximum`: see RequestLimitOptions; 0 is no limit. */
  constructor(maximum: number) {
    this.#maximum = maximum === 0 ? Number.POSITIVE_INFINITY : maximum;
  }

  /** Takes a place for a watch. Returns what gives it back; once only. Throws StoreError `TooManyRequests` when there is none. */
  takePlace(): () => void {
    if (this.#places >= this.#maximum) throw tooManyRequests();
    this.#places++;
    return () => {
      this.#places--;
    };
  }

  get size(): number {
    return this.#closers.size;
  }

  /** `close` is called when the server ends; at once when it has. Returns what takes the watch off the list. */
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

  /** Ends all, now and later. */
  closeAll(): void {
    this.#closed = true;
    for (const close of [...this.#closers]) close();
  }
}

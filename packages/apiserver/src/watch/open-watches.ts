/** The watches that are open, so that a server can end them. */
export class OpenWatches {
  readonly #closers = new Set<() => void>();
  #closed = false;

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

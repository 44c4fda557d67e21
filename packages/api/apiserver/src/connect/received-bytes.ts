/** How many chunks wait to be read before no more are taken. */
const maxWaiting = 64;

/** What a client has sent on one stream and nobody has read yet. */
export class ReceivedBytes {
  readonly #waiting: Uint8Array[] = [];
  #ended = false;
  #onChange: () => void = () => {};
  #onRoom: (() => void)[] = [];

  /** Whether no more follows. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds a chunk. Resolves when more may follow. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined;
    this.#waiting.push(chunk);
    this.#onChange();
    if (this.#waiting.length < maxWaiting) return undefined;
    return new Promise((resolve) => {
      this.#onRoom.push(resolve);
    });
  }

  /** Nothing follows. What has not been read remains to be read. */
  end(): void {
    this.#ended = true;
    this.#onChange();
    this.#makeRoom();
  }

  /** The chunks, for one reader, until the end. A reader that leaves wants no more: what follows is dropped. */
  async *chunks(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#waiting.shift();
        if (chunk !== undefined) {
          this.#makeRoom();
          yield chunk;
        } else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => {
            this.#onChange = resolve;
          });
        }
      }
    } finally {
      this.#waiting.length = 0;
      this.end();
    }
  }

  #makeRoom(): void {
    const waiters = this.#onRoom;
    this.#onRoom = [];
    for (const resolve of waiters) resolve();
  }
}

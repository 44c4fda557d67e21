/** The maximum number of buffered chunks. */
const maxWaiting = 64;

/** The bytes of one stream that were received and not yet read. */
export class ReceivedBytes {
  readonly #waiting: Uint8Array[] = [];
  #ended = false;
  #onChange: () => void = () => {};
  #onRoom: (() => void)[] = [];

  /** Whether the stream has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds a chunk. The promise resolves when more can be added; undefined: at once. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined;
    this.#waiting.push(chunk);
    this.#onChange();
    if (this.#waiting.length < maxWaiting) return undefined;
    return new Promise((resolve) => {
      this.#onRoom.push(resolve);
    });
  }

  /** Ends the stream. Buffered chunks can still be read. */
  end(): void {
    this.#ended = true;
    this.#onChange();
    this.#makeRoom();
  }

  /** The chunks until the end, for one reader. When the reader stops, further chunks are dropped. */
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

import type { ReceiveRoom } from "../limits/receive-room.js";

/** The bytes of one stream that were received and not yet read. */
export class ReceivedBytes {
  readonly #room: ReceiveRoom;
  readonly #waiting: Uint8Array[] = [];
  #ended = false;
  #onChange: () => void = () => {};

  /** `room`: that of the connection. */
  constructor(room: ReceiveRoom) {
    this.#room = room;
  }

  /** Whether the stream has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds a chunk. The promise resolves when more can be added; undefined: at once. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined;
    this.#waiting.push(chunk);
    const room = this.#room.take(chunk);
    this.#onChange();
    return room;
  }

  /** Ends the stream. Buffered chunks can still be read. */
  end(): void {
    this.#ended = true;
    this.#onChange();
    this.#room.wake();
  }

  /** The chunks until the end, for one reader. When the reader stops, further chunks are dropped. */
  async *chunks(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#waiting.shift();
        if (chunk !== undefined) {
          this.#room.release(chunk);
          yield chunk;
        } else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => {
            this.#onChange = resolve;
          });
        }
      }
    } finally {
      for (const chunk of this.#waiting.splice(0)) this.#room.release(chunk);
      this.end();
    }
  }
}

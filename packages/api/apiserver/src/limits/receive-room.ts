/** The bytes of one connection that may wait to be read before no more are received, and what a chunk counts in addition. */
const maxWaitingBytes = 256 * 1024;
const chunkBytes = 64;

/** The bytes received on all connections and not yet read. */
export class ReceivedTotal {
  readonly #maximum: number;
  #bytes = 0;

  /** `maximum`: in bytes; 0 means no limit. */
  constructor(maximum: number) {
    this.#maximum = maximum === 0 ? Number.POSITIVE_INFINITY : maximum;
  }

  /** Counts bytes, negative ones when they are gone. Whether they are within the limit. */
  add(bytes: number): boolean {
    this.#bytes += bytes;
    return this.#bytes <= this.#maximum;
  }
}

/**
 * Limits the bytes received on one connection and not yet read; all streams of the connection share the limit. The connection by which
 * all connections together exceed their limit is ended.
 */
export class ReceiveRoom {
  readonly #total: ReceivedTotal;
  readonly #endConnection: () => void;
  #waiting = 0;
  #incomplete = 0;
  #closed = false;
  #onRoom: (() => void)[] = [];

  constructor(total: ReceivedTotal, endConnection: () => void) {
    this.#total = total;
    this.#endConnection = endConnection;
  }

  /** Counts a chunk that waits. Resolves when more may follow. */
  take(chunk: Uint8Array): Promise<void> | undefined {
    this.#waiting += this.#count(chunk.length + chunkBytes);
    if (this.#waiting < maxWaitingBytes || this.#closed) return undefined;
    return new Promise((resolve) => {
      this.#onRoom.push(resolve);
    });
  }

  /** A chunk no longer waits. */
  release(chunk: Uint8Array): void {
    this.#waiting += this.#count(-(chunk.length + chunkBytes));
    if (this.#waiting < maxWaitingBytes) this.wake();
  }

  /** The bytes received of an incomplete message. */
  set incomplete(bytes: number) {
    this.#incomplete += this.#count(bytes - this.#incomplete);
  }

  get incomplete(): number {
    return this.#incomplete;
  }

  /** Resolves all pending `take` calls. */
  wake(): void {
    const waiters = this.#onRoom;
    this.#onRoom = [];
    for (const resolve of waiters) resolve();
  }

  /** The connection has ended: nothing of it counts any longer. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#total.add(-(this.#waiting + this.#incomplete));
    this.wake();
  }

  #count(bytes: number): number {
    if (!this.#closed && !this.#total.add(bytes)) this.#endConnection();
    return bytes;
  }
}

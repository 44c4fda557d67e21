import { type Clock, TimeSlice } from "@engenho/core";
import type { BodyWriter, Exchange } from "../http/exchange.js";

/** A client that takes nothing for so long is cut off. */
const stallMs = 60_000;
/** What is handed to the socket at once; more waits until the client has taken it. */
const chunkBytes = 64 * 1024;

/**
 * The stream of one watch. At most one chunk waits in this process for a slow client: what comes meanwhile stays in the
 * Store, which says that it lagged if that becomes too much.
 */
export class WatchWriter {
  readonly #exchange: Exchange;
  readonly #body: BodyWriter;
  readonly #clock: Clock;
  #stalled = false;

  constructor(exchange: Exchange, body: BodyWriter, clock: Clock) {
    this.#exchange = exchange;
    this.#body = body;
    this.#clock = clock;
  }

  get closed(): boolean {
    return this.#body.closed;
  }

  /** Whether the client has yet to take what was written. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Writes lines in order; resolves when more may follow. */
  async writeAll(lines: Iterable<Buffer>): Promise<void> {
    const slice = new TimeSlice(this.#clock);
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    for (const line of lines) {
      if (first === undefined) first = line;
      else if (more === undefined) more = [first, line];
      else more.push(line);
      size += line.length;
      if (size < chunkBytes) continue;
      await this.#write(more === undefined ? first : Buffer.concat(more, size));
      if (this.#body.closed) return;
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
      first = undefined;
      more = undefined;
      size = 0;
    }
    if (first !== undefined) await this.#write(more === undefined ? first : Buffer.concat(more, size));
  }

  /** Writes a few lines at once. Resolves when more may follow; undefined when they may at once. */
  write(lines: readonly Buffer[]): Promise<void> | undefined {
    const [only] = lines;
    if (only === undefined || this.#body.closed) return undefined;
    return this.#write(lines.length === 1 ? only : Buffer.concat(lines));
  }

  end(): void {
    this.#body.end();
  }

  #write(chunk: Buffer): Promise<void> | undefined {
    return this.#body.write(chunk) ? undefined : this.#drained();
  }

  async #drained(): Promise<void> {
    const timer = this.#clock.setTimer(() => this.#exchange.destroy(), stallMs);
    this.#stalled = true;
    await this.#body.drained();
    this.#stalled = false;
    timer.cancel();
  }
}

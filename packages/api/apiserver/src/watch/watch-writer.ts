import { type Clock, TimeSlice } from "@engenho/core";
import type { BodyWriter, Exchange } from "../http/exchange.js";
import type { UnreadAnswers } from "../limits/unread-answers.js";

/** A client that reads nothing for this long is disconnected. */
const stallMs = 60_000;
/** How much is passed to the socket at once; the rest waits until the client has read it. */
const chunkBytes = 64 * 1024;

/** What a {@link WatchWriter} writes to, and its clock. */
export interface WatchTarget {
  readonly exchange: Exchange;
  readonly body: BodyWriter;
  readonly clock: Clock;
  readonly unread: UnreadAnswers;
  /** The version of the next line to be written, if known. */
  readonly heldVersion: () => string | undefined;
}

/**
 * The stream of one watch. For a slow client at most one chunk is buffered in this process: further events stay in the Store,
 * which reports lag if they become too many.
 */
export class WatchWriter {
  readonly #target: WatchTarget;
  readonly #body: BodyWriter;
  #stalled = false;

  constructor(target: WatchTarget) {
    this.#target = target;
    this.#body = target.body;
  }

  get closed(): boolean {
    return this.#body.closed;
  }

  /** Whether the client has yet to read what was written. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /**
   * Writes lines in order, those that fit in one chunk together. Lines are produced as they are written. Resolves when more may
   * follow; undefined when they may immediately.
   */
  write(lines: Iterable<Buffer>): Promise<void> | undefined {
    if (this.#body.closed) return undefined;
    const rest = lines[Symbol.iterator]();
    const { chunk, isLast } = nextChunk(rest);
    const written = chunk === undefined ? undefined : this.#write(chunk);
    return isLast ? written : this.#writeRest(written, rest);
  }

  async #writeRest(first: Promise<void> | undefined, rest: Iterator<Buffer>): Promise<void> {
    const slice = new TimeSlice(this.#target.clock);
    let written = first;
    for (;;) {
      if (written !== undefined) await written;
      if (this.#body.closed) break;
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
      const { chunk, isLast } = nextChunk(rest);
      written = chunk === undefined ? undefined : this.#write(chunk);
      if (isLast) return written;
    }
    rest.return?.();
  }

  end(): void {
    this.#body.end();
  }

  #write(chunk: Buffer): Promise<void> | undefined {
    return this.#body.write(chunk) ? undefined : this.#drained(chunk.length);
  }

  async #drained(bytes: number): Promise<void> {
    const { exchange, clock, unread, heldVersion } = this.#target;
    const abort = () => exchange.destroy();
    const timer = clock.setTimer(abort, stallMs);
    const taken = unread.add({ bytes, heldVersion: heldVersion(), abort });
    this.#stalled = true;
    await this.#body.drained();
    this.#stalled = false;
    taken();
    timer.cancel();
  }
}

/** The lines up to the size of a chunk, or to the end. */
function nextChunk(lines: Iterator<Buffer>): { readonly chunk: Buffer | undefined; readonly isLast: boolean } {
  let only: Buffer | undefined;
  let several: Buffer[] | undefined;
  let size = 0;
  let isLast = false;
  while (size < chunkBytes) {
    const { value: line, done } = lines.next();
    if (done === true) {
      isLast = true;
      break;
    }
    if (only === undefined) only = line;
    else if (several === undefined) several = [only, line];
    else several.push(line);
    size += line.length;
  }
  return { chunk: several === undefined ? only : Buffer.concat(several, size), isLast };
}

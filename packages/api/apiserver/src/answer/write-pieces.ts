import { type Clock, TimeSlice } from "@engenho/core";
import { gzipThresholdBytes, gzipWriter, wantsGzip } from "../http/compress.js";
import type { BodyWriter, Exchange, ResponseHeaders } from "../http/exchange.js";
import type { UnreadAnswers } from "../limits/unread-answers.js";

/** Pieces are gathered into chunks of approximately this size: few writes, and little memory waiting for a slow client. */
const chunkBytes = 64 * 1024;

/** How many pieces are produced between two checks of the clock: a list of a few objects is written in one turn. */
const piecesPerLook = 32;

/** Options of {@link writePieces}. */
export interface WritePiecesOptions {
  readonly code: number;
  readonly headers: ResponseHeaders;
  /** An empty piece announces that the next one takes long to produce, so that other requests can run first. */
  readonly pieces: Iterable<Buffer>;
  readonly clock: Clock;
  readonly unread: UnreadAnswers;
  /** The resource version of the objects that pieces are produced from; undefined if all pieces exist already. */
  readonly heldVersion?: string | undefined;
  /** The pieces are already compressed, and the headers say so. Default false. */
  readonly compressed?: boolean;
}

/**
 * Writes a body of any length without blocking the event loop, at the client's speed. A short one is sent at once. What
 * `pieces` throws before the first chunk is rethrown, so that an error response can still be sent; later the exchange is
 * aborted.
 */
export async function writePieces(exchange: Exchange, options: WritePiecesOptions): Promise<void> {
  const { pieces, clock } = options;
  const slice = new TimeSlice(clock);
  const compresses = options.compressed !== true && wantsGzip(exchange);
  // Whether compression is worthwhile is only known once that much has been gathered.
  const gathering = compresses ? gzipThresholdBytes + 1 : chunkBytes;
  let writer: BodyWriter | undefined;
  let chunk: Buffer[] = [];
  let size = 0;
  let made = 0;
  try {
    for (const piece of inChunks(pieces)) {
      if (piece.length === 0) {
        const turn = slice.giveWay();
        if (turn !== undefined) await turn;
        continue;
      }
      chunk.push(piece);
      size += piece.length;
      if (size < (writer === undefined ? gathering : chunkBytes)) {
        // Few bytes may have taken long to produce.
        const turn = ++made % piecesPerLook === 0 ? slice.giveWay() : undefined;
        if (turn !== undefined) await turn;
        continue;
      }
      writer ??= begin(exchange, options, compresses && size > gzipThresholdBytes);
      const ready = writer.write(joined(chunk, size));
      const bytes = size;
      chunk = [];
      size = 0;
      if (!ready) {
        const taken = options.unread.add({ bytes, heldVersion: options.heldVersion, abort: () => exchange.destroy() });
        await writer.drained();
        taken();
      }
      if (writer.closed) {
        writer.end();
        return;
      }
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
  } catch (error) {
    if (writer === undefined) throw error;
    exchange.destroy();
    throw error;
  }
  if (writer === undefined) {
    exchange.respond(options.code, options.headers, joined(chunk, size));
    return;
  }
  if (size > 0) writer.write(joined(chunk, size));
  writer.end();
}

/** Splits long pieces: a client that disconnects in the middle of one costs no more than it has read. */
function* inChunks(pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) {
    if (piece.length <= chunkBytes) yield piece;
    else for (let at = 0; at < piece.length; at += chunkBytes) yield piece.subarray(at, at + chunkBytes);
  }
}

function joined(chunk: readonly Buffer[], size: number): Buffer {
  return chunk.length === 1 ? (chunk[0] as Buffer) : Buffer.concat(chunk, size);
}

function begin(exchange: Exchange, { code, headers }: WritePiecesOptions, compresses: boolean): BodyWriter {
  if (!compresses) return exchange.start(code, headers);
  return gzipWriter(exchange.start(code, { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" }));
}

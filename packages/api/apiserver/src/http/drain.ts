import type { Writable } from "node:stream";
import type { BodyWriter } from "./exchange.js";

/** The writer of a response whose client has disconnected. */
export const closedWriter: BodyWriter = {
  write: () => true,
  drained: () => Promise.resolve(),
  end() {},
  closed: true,
};

/**
 * Whether the reader is the slow side: written data has to be flushed before more can be written, or all of it is written and
 * not flushed.
 */
export function waitsForReader(stream: Writable): boolean {
  return stream.writableNeedDrain || (stream.writableEnded && !stream.writableFinished);
}

/** A BodyWriter over a Node stream. `onWrite` receives the length of each chunk. */
export function bodyWriter(stream: Writable, onWrite: (bytes: number) => void): BodyWriter {
  return {
    write(chunk) {
      onWrite(chunk.length);
      return stream.destroyed || stream.writableEnded ? true : stream.write(chunk);
    },
    drained() {
      if (stream.destroyed || stream.writableEnded || !stream.writableNeedDrain) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          stream.off("drain", settle);
          stream.off("close", settle);
          resolve();
        };
        stream.on("drain", settle);
        stream.on("close", settle);
      });
    },
    end() {
      if (!stream.destroyed && !stream.writableEnded) stream.end();
    },
    get closed() {
      return stream.destroyed || stream.writableEnded;
    },
  };
}

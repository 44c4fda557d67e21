import type { Writable } from "node:stream";
import type { BodyWriter } from "./exchange.js";

/** Where a body goes that nobody will see. */
export const closedWriter: BodyWriter = {
  write: () => true,
  drained: () => Promise.resolve(),
  end() {},
  closed: true,
};

/** A BodyWriter over a stream of Node's. */
export function bodyWriter(stream: Writable): BodyWriter {
  return {
    write(chunk) {
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

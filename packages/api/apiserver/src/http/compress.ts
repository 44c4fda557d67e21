import { createGzip, type Gzip } from "node:zlib";
import type { BodyWriter, Exchange } from "./exchange.js";

/** Upstream does not compress smaller bodies. */
export const gzipThresholdBytes = 128 * 1024;

/** Whether a large body should be compressed: the client accepts gzip and is not on this machine. */
export function wantsGzip(exchange: Exchange): boolean {
  return !exchange.isLocal && acceptsGzip(exchange);
}

/** Whether the client accepts gzip. */
export function acceptsGzip(exchange: Exchange): boolean {
  const accepted = exchange.header("accept-encoding");
  return accepted?.split(",").some((encoding) => encoding.trim() === "gzip") ?? false;
}

/** A writer that compresses what it passes on to `target`, off the event loop. */
export function gzipWriter(target: BodyWriter): BodyWriter {
  const gzip = createGzip({ level: 1 });
  gzip.on("data", (chunk: Buffer) => {
    if (!target.write(chunk)) {
      gzip.pause();
      target.drained().then(() => gzip.resume(), ignore);
    }
  });
  gzip.on("end", () => target.end());
  gzip.on("error", () => target.end());
  return {
    write: (chunk) => gzip.write(chunk),
    drained: () => drained(gzip, target),
    end: () => {
      gzip.end();
    },
    get closed() {
      return target.closed;
    },
  };
}

function drained(gzip: Gzip, target: BodyWriter): Promise<void> {
  if (target.closed || !gzip.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => gzip.once("drain", resolve));
}

function ignore(): void {}

import type { Readable } from "node:stream";
import { ClientGoneError } from "../status/refusals.js";

/**
 * Reads a request's stream to its end. `onBytes` is called for each chunk before it is stored; if it throws, the promise
 * rejects with that error and the rest of the stream is discarded. Rejects with ClientGoneError when the client disconnects
 * half-way.
 */
export function readStream(stream: Readable, onBytes: (count: number) => void): Promise<Buffer> {
  if (stream.readableEnded) return Promise.resolve(Buffer.alloc(0));
  // Its "close" event has already fired; nothing would ever settle the promise.
  if (stream.destroyed) return Promise.reject(new ClientGoneError());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = () => {
      stream.off("data", onData);
      stream.off("end", onEnd);
      stream.off("close", onClose);
    };
    const onData = (chunk: Buffer) => {
      try {
        onBytes(chunk.length);
      } catch (error) {
        settle();
        // Keeps reading, so that the client receives the error response instead of a broken pipe.
        stream.on("data", () => {});
        reject(error);
        return;
      }
      size += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = () => {
      settle();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    const onClose = () => {
      settle();
      reject(new ClientGoneError());
    };
    stream.on("data", onData);
    stream.on("end", onEnd);
    stream.on("close", onClose);
  });
}

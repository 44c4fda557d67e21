import type { Readable } from "node:stream";

/**
 * All that a request's stream holds, at most `limit` bytes; undefined when there is more. Rejects when the client goes
 * away in the middle.
 */
export function readStream(stream: Readable, limit: number): Promise<Buffer | undefined> {
  if (stream.readableEnded) return Promise.resolve(Buffer.alloc(0));
  // Its "close" has been missed; nothing would ever settle the promise.
  if (stream.destroyed) return Promise.reject(clientGone());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = () => {
      stream.off("data", onData);
      stream.off("end", onEnd);
      stream.off("close", onClose);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      settle();
      // Goes on reading, so that the client gets to see the refusal instead of a broken pipe.
      stream.on("data", () => {});
      resolve(undefined);
    };
    const onEnd = () => {
      settle();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    const onClose = () => {
      settle();
      reject(clientGone());
    };
    stream.on("data", onData);
    stream.on("end", onEnd);
    stream.on("close", onClose);
  });
}

function clientGone(): Error {
  return new Error("the client went away before its request was complete");
}

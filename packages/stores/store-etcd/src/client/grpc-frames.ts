const headerBytes = 5;

/** A message in gRPC's framing: a byte that says it is not compressed, its length, and the message. */
export function frameOf(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, headerBytes);
  return frame;
}

/** Assembles the messages of a stream from the chunks in which they arrive. */
export class FrameReader {
  readonly #onMessage: (message: Buffer) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  /** The length of the current frame; 0 while its header is incomplete. */
  #wanted = 0;

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes the next chunk. Messages may share its memory. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < (this.#wanted || headerBytes)) return;
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      this.#wanted = bytes.length < headerBytes ? 0 : headerBytes + bytes.readUInt32BE(1);
      if (this.#wanted === 0 || bytes.length < this.#wanted) break;
      const message = bytes.subarray(headerBytes, this.#wanted);
      bytes = bytes.subarray(this.#wanted);
      this.#onMessage(message);
    }
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
  }
}

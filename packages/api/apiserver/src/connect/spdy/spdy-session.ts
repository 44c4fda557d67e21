import type { Duplex } from "node:stream";
import { type ReceivedTotal, ReceiveRoom } from "../../limits/receive-room.js";
import { ReceivedBytes } from "../received-bytes.js";
import { controlFrame, dataFrame, type Frame, FrameReader, finFlag, frameTypes, words } from "./frames.js";
import { HeaderBlocks, type StreamHeaders } from "./header-blocks.js";

/** How many streams a client may have open at once. */
const maxStreams = 2000;
/** The largest frame that is sent. */
const maxSentBytes = 32 * 1024;
const protocolError = 1;
const refusedStream = 3;

/** One stream of a session, opened by the client. */
export interface SpdyStream {
  readonly headers: StreamHeaders;
  /** The client's data, until it closes its side, resets the stream or disconnects. */
  received(): AsyncIterable<Uint8Array>;
  /** Resolves when more can be written, or the client has disconnected. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Ends this side. */
  end(): void;
  /** Aborts both sides. */
  reset(): void;
}

/** Options of a session. */
export interface SpdySessionOptions {
  /** Counts what is received and not read yet. */
  readonly received: ReceivedTotal;
}

/**
 * The server's side of SPDY/3.1, as far as Kubernetes uses it: the client opens streams, and nothing is pushed. Like
 * moby/spdystream, which clients use, it has no flow control per stream: a stream that is not read blocks the
 * connection.
 */
export class SpdySession {
  readonly #connection: Duplex;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #blocks = new HeaderBlocks();
  readonly #streams = new Map<number, OpenStream>();
  readonly #room: ReceiveRoom;

  constructor(connection: Duplex, { received }: SpdySessionOptions, onStream: (stream: SpdyStream) => void) {
    this.#connection = connection;
    this.#room = new ReceiveRoom(received, () => connection.destroy());
    this.#onStream = onStream;
  }

  /** Serves the streams until the connection ends. Never rejects. */
  async run(): Promise<void> {
    const reader = new FrameReader();
    // Readers must not wait for a client that is gone, nor this loop for readers.
    this.#connection.once("close", () => this.#endAll());
    try {
      for await (const chunk of this.#connection) {
        for (const frame of reader.push(chunk as Buffer)) await this.#receive(frame);
        this.#room.incomplete = reader.pendingBytes;
      }
    } catch {
      // A broken connection, or a client that does not speak SPDY.
    } finally {
      this.#connection.destroy();
      this.#endAll();
      this.#blocks.close();
    }
  }

  /** Says that no more streams are accepted, and closes the connection. */
  close(): void {
    this.#endAll();
    if (!this.#connection.writable) return;
    this.#connection.write(controlFrame(frameTypes.goAway, words(0, 0)));
    this.#connection.end();
  }

  #endAll(): void {
    for (const stream of this.#streams.values()) stream.bytes.end();
    this.#streams.clear();
    this.#room.close();
  }

  async #receive(frame: Frame): Promise<void> {
    if (frame.type === "data") {
      const stream = this.#streams.get(frame.stream);
      if (stream === undefined || stream.bytes.ended) return;
      if (frame.payload.length > 0) await stream.bytes.push(frame.payload);
      if ((frame.flags & finFlag) !== 0) this.#ended(frame.stream, stream, "client");
      return;
    }
    const { control, payload, flags } = frame;
    switch (control) {
      case frameTypes.synStream:
        return this.#open(payload, flags);
      case frameTypes.headers:
        // Its content is not used, but the next block depends on it.
        await this.#blocks.decode(payload.subarray(4));
        return;
      case frameTypes.rstStream: {
        const id = streamOf(payload);
        this.#streams.get(id)?.bytes.end();
        this.#streams.delete(id);
        return;
      }
      case frameTypes.ping:
        await this.#send(controlFrame(frameTypes.ping, payload));
        return;
      default:
        return;
    }
  }

  async #open(payload: Buffer, flags: number): Promise<void> {
    const id = streamOf(payload);
    const headers = await this.#blocks.decode(payload.subarray(10));
    if (id % 2 === 0 || this.#streams.has(id)) return this.#reset(id, protocolError);
    if (this.#streams.size >= maxStreams) return this.#reset(id, refusedStream);
    const stream: OpenStream = { bytes: new ReceivedBytes(this.#room), serverEnded: false };
    this.#streams.set(id, stream);
    const reply = await this.#blocks.encode(new Map());
    await this.#send(controlFrame(frameTypes.synReply, Buffer.concat([words(id), reply])));
    if ((flags & finFlag) !== 0) this.#ended(id, stream, "client");
    this.#onStream({
      headers,
      received: () => stream.bytes.chunks(),
      write: (chunk) => this.#write(id, stream, chunk),
      end: () => {
        if (stream.serverEnded || this.#streams.get(id) !== stream) return;
        this.#connection.write(dataFrame(id, Buffer.alloc(0), finFlag), ignore);
        this.#ended(id, stream, "server");
      },
      reset: () => {
        if (this.#streams.get(id) !== stream) return;
        this.#streams.delete(id);
        stream.bytes.end();
        this.#reset(id, protocolError);
      },
    });
  }

  /** Removes a stream when both sides have closed it. */
  #ended(id: number, stream: OpenStream, side: "client" | "server"): void {
    if (side === "client") stream.bytes.end();
    else stream.serverEnded = true;
    if (stream.bytes.ended && stream.serverEnded) this.#streams.delete(id);
  }

  async #write(id: number, stream: OpenStream, chunk: string | Uint8Array): Promise<void> {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    for (let at = 0; at < bytes.length; at += maxSentBytes) {
      if (stream.serverEnded || this.#streams.get(id) !== stream) return;
      await this.#send(dataFrame(id, bytes.subarray(at, at + maxSentBytes)));
    }
  }

  #reset(id: number, status: number): void {
    this.#connection.write(controlFrame(frameTypes.rstStream, words(id, status)), ignore);
  }

  #send(frame: Buffer): Promise<void> {
    return new Promise((resolve) => this.#connection.write(frame, () => resolve()));
  }
}

interface OpenStream {
  readonly bytes: ReceivedBytes;
  serverEnded: boolean;
}

function streamOf(payload: Buffer): number {
  return payload.readUInt32BE(0) & 0x7fff_ffff;
}

function ignore(): void {}

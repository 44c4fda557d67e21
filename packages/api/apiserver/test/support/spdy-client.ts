import type { Duplex } from "node:stream";
import { controlFrame, dataFrame, FrameReader, frameTypes, words } from "../../src/connect/spdy/frames.js";
import { HeaderBlocks } from "../../src/connect/spdy/header-blocks.js";

/** What a client has received. */
export interface ReceivedFrames {
  /** The data of each stream. */
  readonly data: Map<number, string>;
  /** The streams that the server has ended. */
  readonly ended: Set<number>;
  /** The streams that the server has accepted, in order. */
  readonly accepted: number[];
  /** The streams that the server has reset, with the status. */
  readonly reset: Map<number, number>;
  readonly pings: number[];
  isGoingAway: boolean;
}

/** The client's side of SPDY/3.1, for tests. */
export class SpdyClient {
  readonly received: ReceivedFrames = {
    data: new Map(),
    ended: new Set(),
    accepted: [],
    reset: new Map(),
    pings: [],
    isGoingAway: false,
  };
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  readonly #connection: Duplex;
  readonly #blocks = new HeaderBlocks();
  #onFrame = () => {};
  #nextStream = 1;

  constructor(connection: Duplex) {
    this.#connection = connection;
    this.closed = this.#read();
  }

  /** Opens a stream; its number. */
  async open(headers: Readonly<Record<string, string>>, id = this.#nextStream): Promise<number> {
    this.#nextStream = id + 2;
    const block = await this.#blocks.encode(new Map(Object.entries(headers)));
    const head = Buffer.concat([words(id, 0), Buffer.alloc(2)]);
    this.#connection.write(controlFrame(frameTypes.synStream, Buffer.concat([head, block])));
    return id;
  }

  send(stream: number, text: string, flags = 0): void {
    this.#connection.write(dataFrame(stream, Buffer.from(text), flags));
  }

  control(type: number, payload: Buffer): void {
    this.#connection.write(controlFrame(type, payload));
  }

  write(bytes: Buffer): void {
    this.#connection.write(bytes);
  }

  destroy(): void {
    this.#connection.destroy();
  }

  /** Resolves when what was received fits. */
  async until(fits: (received: ReceivedFrames) => boolean): Promise<void> {
    while (!fits(this.received)) {
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
  }

  async #read(): Promise<void> {
    const reader = new FrameReader();
    const { data, ended, accepted, reset, pings } = this.received;
    try {
      for await (const chunk of this.#connection) {
        for (const frame of reader.push(chunk as Buffer)) {
          if (frame.type === "data") {
            data.set(frame.stream, (data.get(frame.stream) ?? "") + frame.payload.toString());
            if (frame.flags === 1) ended.add(frame.stream);
          } else if (frame.control === frameTypes.synReply) {
            await this.#blocks.decode(frame.payload.subarray(4));
            accepted.push(frame.payload.readUInt32BE(0));
          } else if (frame.control === frameTypes.rstStream) {
            reset.set(frame.payload.readUInt32BE(0), frame.payload.readUInt32BE(4));
          } else if (frame.control === frameTypes.ping) pings.push(frame.payload.readUInt32BE(0));
          else if (frame.control === frameTypes.goAway) this.received.isGoingAway = true;
          this.#onFrame();
        }
      }
    } catch {
      // The server has broken the connection off.
    }
    this.#blocks.close();
    this.#onFrame();
  }
}

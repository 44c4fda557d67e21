import type { WebSocket } from "ws";
import type { CommandStreams } from "./command-streams.js";
import { ReceivedBytes } from "./received-bytes.js";
import type { AcceptedWebSocket } from "./websocket.js";

/** The channels of the protocols `v4.channel.k8s.io` and `v5.channel.k8s.io`: the first byte of each message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;

/** In v5: the second byte of the message is the channel that the client has closed. */
const closeSignal = 255;

/** The streams of a remote command over a WebSocket (upstream: util/httpstream/wsstream, client-go remotecommand/v5). */
export class CommandChannels implements CommandStreams {
  readonly #socket: WebSocket;
  readonly #stdin: ReceivedBytes;

  constructor({ socket, room }: AcceptedWebSocket) {
    this.#socket = socket;
    this.#stdin = new ReceivedBytes(room);
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#stdin.end());
    socket.on("message", (data) => this.#receive(data as Buffer));
  }

  send(stream: "stdout" | "stderr" | "error", chunk: string | Uint8Array): Promise<void> {
    return sendOn(this.#socket, channels[stream], chunk);
  }

  stdin(): AsyncIterable<Uint8Array> {
    return this.#stdin.chunks();
  }

  async finish(status: string): Promise<void> {
    await this.send("error", status);
    this.#socket.close(1000);
  }

  #receive(message: Buffer): void {
    const [channel, ended] = message;
    if (channel === closeSignal) {
      if (ended === channels.stdin) this.#stdin.end();
      return;
    }
    if (channel === channels.stdin && message.length > 1) pushFrom(this.#socket, this.#stdin, message.subarray(1));
  }
}

/** Sends on a channel. Resolves when more can be sent, or the client has disconnected. */
export function sendOn(socket: WebSocket, channel: number, chunk: string | Uint8Array): Promise<void> {
  const message = Buffer.concat([Buffer.of(channel), typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
  return new Promise((resolve) => socket.send(message, { binary: true }, () => resolve()));
}

/** Adds received bytes, and pauses the socket while the buffer is full. */
export function pushFrom(socket: WebSocket, bytes: ReceivedBytes, chunk: Uint8Array): void {
  const room = bytes.push(chunk);
  if (room === undefined) return;
  socket.pause();
  // Never rejects.
  room.then(() => socket.resume()).catch(() => undefined);
}

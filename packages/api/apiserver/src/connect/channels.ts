import type { WebSocket } from "ws";

/** The channels of the protocols `v4.channel.k8s.io` and `v5.channel.k8s.io`: the first byte of each message. */
export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;

/** In v5: the message that follows names the channel that the client has ended. */
const closeSignal = 255;
/** How many messages of a client wait to be read before no more are received. */
const maxWaiting = 64;

/** The streams of a remote command over a WebSocket (upstream: util/httpstream/wsstream, client-go remotecommand/v5). */
export class CommandChannels {
  readonly #socket: WebSocket;
  readonly #waiting: Uint8Array[] = [];
  #stdinEnded = false;
  #onStdin: () => void = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#endStdin());
    socket.on("message", (data) => this.#receive(data as Buffer));
  }

  /** Sends on a channel. Resolves when more may follow, and once the client has disconnected. */
  send(channel: number, chunk: string | Uint8Array): Promise<void> {
    const message = Buffer.concat([Buffer.of(channel), typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
    return new Promise((resolve) => this.#socket.send(message, { binary: true }, () => resolve()));
  }

  /** What the client sends as standard input, until it ends it or disconnects. */
  async *stdin(): AsyncIterable<Uint8Array> {
    for (;;) {
      const chunk = this.#waiting.shift();
      if (chunk !== undefined) {
        if (this.#socket.isPaused) this.#socket.resume();
        yield chunk;
      } else if (this.#stdinEnded) return;
      else {
        await new Promise<void>((resolve) => {
          this.#onStdin = resolve;
        });
      }
    }
  }

  #receive(message: Buffer): void {
    const [channel, ended] = message;
    if (channel === closeSignal) {
      if (ended === channels.stdin) this.#endStdin();
      return;
    }
    if (channel !== channels.stdin || this.#stdinEnded || message.length === 1) return;
    this.#waiting.push(message.subarray(1));
    if (this.#waiting.length >= maxWaiting) this.#socket.pause();
    this.#onStdin();
  }

  #endStdin(): void {
    this.#stdinEnded = true;
    this.#onStdin();
  }
}

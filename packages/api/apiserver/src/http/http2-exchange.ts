import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { TLSSocket } from "node:tls";
import type { Clock } from "@engenho/core";
import { bodyWriter, closedWriter, waitsForReader } from "./drain.js";
import { resetUnlessReceived } from "./end-when-received.js";
import type { BodyWriter, Exchange, ResponseHeaders } from "./exchange.js";
import { isLoopback } from "./loopback.js";
import { readStream } from "./read-stream.js";

const empty = Buffer.alloc(0);

/** An exchange over HTTP/2, directly on its stream: Node's compatibility layer would create two more objects per request. */
export class Http2Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #rawHeaders: readonly string[];
  readonly #clock: Clock;
  #writtenBytes = 0;

  /** `rawHeaders`: names and values in turns, of which `headers` joins those of the same name. */
  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    { rawHeaders, clock }: { readonly rawHeaders: readonly string[]; readonly clock: Clock },
  ) {
    this.method = headers[":method"] ?? "GET";
    this.url = headers[":path"] ?? "/";
    this.#stream = stream;
    this.#headers = headers;
    this.#rawHeaders = rawHeaders;
    this.#clock = clock;
    // A reset stream is reported by "close"; without a listener the error would end the process.
    stream.on("error", ignore);
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  headerValues(name: string): readonly string[] {
    const values: string[] = [];
    for (let index = 0; index < this.#rawHeaders.length; index += 2) {
      if (this.#rawHeaders[index] === name) values.push(this.#rawHeaders[index + 1] as string);
    }
    return values;
  }

  headerNames(): readonly string[] {
    return Object.keys(this.#headers);
  }

  hasHeaderPrefix(prefix: string): boolean {
    for (const name in this.#headers) if (name.startsWith(prefix)) return true;
    return false;
  }

  get connection(): object | undefined {
    return this.#stream.session;
  }

  get tls(): TLSSocket | undefined {
    const socket = this.#stream.session?.socket;
    return socket instanceof TLSSocket || (socket as TLSSocket | undefined)?.encrypted
      ? (socket as TLSSocket)
      : undefined;
  }

  /** HTTP/2 has no upgrades. */
  takeUpgrade(): undefined {}

  get remoteAddress(): string {
    return this.#stream.session?.socket.remoteAddress ?? "";
  }

  get isLocal(): boolean {
    return isLoopback(this.#stream.session?.socket.remoteAddress);
  }

  readBody(onBytes: (count: number) => void): Promise<Buffer> {
    // END_STREAM in the headers: there is no body.
    if (this.#stream.readableEnded || this.#stream.endAfterHeaders) return Promise.resolve(empty);
    return readStream(this.#stream, onBytes);
  }

  respond(code: number, headers: ResponseHeaders, body: Buffer): void {
    const stream = this.#stream;
    if (stream.headersSent || this.closed) return;
    this.#writtenBytes = body.length;
    const head = { ":status": code, "content-length": String(body.length), ...headers } as OutgoingHttpHeaders;
    if (body.length === 0 || this.method === "HEAD") {
      stream.respond(head, { endStream: true });
    } else {
      stream.respond(head);
      stream.end(body);
    }
    if (!stream.readableEnded && !stream.endAfterHeaders) resetUnlessReceived(stream, this.#clock);
  }

  start(code: number, headers: ResponseHeaders): BodyWriter {
    const stream = this.#stream;
    if (stream.headersSent || this.closed) return closedWriter;
    stream.respond({ ":status": code, ...headers } as OutgoingHttpHeaders);
    return bodyWriter(stream, (bytes) => {
      this.#writtenBytes += bytes;
    });
  }

  get responded(): boolean {
    return this.#stream.headersSent;
  }

  get waitsForClient(): boolean {
    return waitsForReader(this.#stream);
  }

  get unsentBytes(): number {
    return this.#stream.writableLength;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  get closed(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else this.#stream.once("close", listener);
  }

  destroy(): void {
    this.#stream.destroy();
  }
}

function ignore(): void {}

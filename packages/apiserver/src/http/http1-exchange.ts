import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { bodyWriter } from "./drain.js";
import type { BodyWriter, Exchange, ResponseHeaders } from "./exchange.js";
import { isLoopback } from "./loopback.js";
import { readStream } from "./read-stream.js";

/** An exchange over HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.method = request.method ?? "GET";
    this.url = request.url ?? "/";
    this.#request = request;
    this.#response = response;
    // A broken connection is reported by "close"; without a listener the error would end the process.
    request.on("error", ignore);
    response.on("error", ignore);
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get tls(): TLSSocket | undefined {
    const { socket } = this.#request;
    return socket instanceof TLSSocket ? socket : undefined;
  }

  get isLocal(): boolean {
    return isLoopback(this.#request.socket.remoteAddress);
  }

  readBody(limit: number): Promise<Buffer | undefined> {
    return readStream(this.#request, limit);
  }

  respond(code: number, headers: ResponseHeaders, body: Buffer): void {
    if (this.#response.headersSent || this.#response.destroyed) return;
    this.#response.writeHead(code, { ...headers, "content-length": String(body.length) } as Record<string, string>);
    this.#response.end(this.method === "HEAD" ? undefined : body);
  }

  start(code: number, headers: ResponseHeaders): BodyWriter {
    if (!this.#response.headersSent && !this.#response.destroyed) {
      this.#response.writeHead(code, headers as Record<string, string>);
      this.#response.flushHeaders();
      this.#response.socket?.setNoDelay(true);
    }
    return bodyWriter(this.#response);
  }

  get responded(): boolean {
    return this.#response.headersSent;
  }

  onClose(listener: () => void): void {
    if (this.#response.destroyed) listener();
    else this.#response.once("close", listener);
  }

  destroy(): void {
    this.#response.destroy();
  }
}

function ignore(): void {}

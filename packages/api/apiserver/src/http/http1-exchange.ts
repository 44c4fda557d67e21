import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Clock } from "@engenho/core";
import { bodyWriter, closedWriter, waitsForReader } from "./drain.js";
import { endWhenReceived, isReceiving } from "./end-when-received.js";
import type { BodyWriter, Exchange, ResponseHeaders } from "./exchange.js";
import { isLoopback } from "./loopback.js";
import { readStream } from "./read-stream.js";
import type { Upgrade } from "./upgrade.js";

/** An exchange over HTTP/1.1. */
export class Http1Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #upgrade: Pick<Upgrade, "socket" | "head"> | undefined;
  #writtenBytes = 0;
  /** The connection, once it has been taken over. */
  #taken: Duplex | undefined;

  /** `upgrade` is for a request with an Upgrade header: its response closes the connection. */
  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    { clock, upgrade }: { readonly clock: Clock; readonly upgrade?: Pick<Upgrade, "socket" | "head"> },
  ) {
    this.#upgrade = upgrade;
    this.method = request.method ?? "GET";
    this.url = request.url ?? "/";
    this.#request = request;
    this.#response = response;
    this.#clock = clock;
    // A broken connection is reported by "close"; without a listener the error would end the process.
    request.on("error", ignore);
    response.on("error", ignore);
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  headerValues(name: string): readonly string[] {
    return this.#request.headersDistinct[name] ?? [];
  }

  headerNames(): readonly string[] {
    return Object.keys(this.#request.headers);
  }

  hasHeaderPrefix(prefix: string): boolean {
    for (const name in this.#request.headers) if (name.startsWith(prefix)) return true;
    return false;
  }

  get connection(): object {
    return this.#request.socket;
  }

  get tls(): TLSSocket | undefined {
    const { socket } = this.#request;
    return socket instanceof TLSSocket ? socket : undefined;
  }

  get remoteAddress(): string {
    return this.#request.socket.remoteAddress ?? "";
  }

  get isLocal(): boolean {
    return isLoopback(this.#request.socket.remoteAddress);
  }

  readBody(onBytes: (count: number) => void): Promise<Buffer> {
    return readStream(this.#request, onBytes);
  }

  respond(code: number, headers: ResponseHeaders, body: Buffer): void {
    const response = this.#response;
    if (response.headersSent || response.destroyed) return;
    this.#writtenBytes = body.length;
    response.writeHead(code, { "content-length": String(body.length), ...headers } as Record<string, string>);
    if (!isReceiving(this.#request)) {
      response.end(this.method === "HEAD" ? undefined : body);
      return;
    }
    if (this.method !== "HEAD") response.write(body);
    endWhenReceived(this.#request, response, this.#clock);
  }

  start(code: number, headers: ResponseHeaders): BodyWriter {
    if (this.#response.headersSent || this.#response.destroyed) return closedWriter;
    this.#response.writeHead(code, headers as Record<string, string>);
    this.#response.flushHeaders();
    this.#response.socket?.setNoDelay(true);
    return bodyWriter(this.#response, (bytes) => {
      this.#writtenBytes += bytes;
    });
  }

  takeUpgrade(): Upgrade | undefined {
    if (this.#upgrade === undefined || this.#response.headersSent || this.#response.destroyed) return undefined;
    const { socket, head } = this.#upgrade;
    this.#response.detachSocket(socket as Socket);
    this.#taken = socket;
    return { request: this.#request, socket, head };
  }

  get responded(): boolean {
    return this.#taken !== undefined || this.#response.headersSent;
  }

  get waitsForClient(): boolean {
    return waitsForReader(this.#response);
  }

  get unsentBytes(): number {
    return this.#response.writableLength;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  get closed(): boolean {
    return this.#taken?.destroyed ?? this.#response.destroyed;
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else (this.#taken ?? this.#response).once("close", listener);
  }

  destroy(): void {
    (this.#taken ?? this.#response).destroy();
  }
}

function ignore(): void {}

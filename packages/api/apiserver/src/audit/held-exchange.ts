import type { TLSSocket } from "node:tls";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type { BodyWriter, Exchange, ResponseHeaders } from "../http/exchange.js";
import type { Upgrade } from "../http/upgrade.js";

/**
 * An exchange whose response ends when its record is complete. The headers of a response that is written over time, and what it has
 * written before its end, are sent at once (upstream: filters.WithAudit records the end of a request before its handler has returned).
 */
export class HeldExchange implements Exchange {
  readonly #exchange: Exchange;
  readonly #complete: (code: number) => MaybePromise<void>;
  #isRecorded = false;
  #sent: Promise<void> | undefined;

  /** `complete` is called once, with the code of the first response. */
  constructor(exchange: Exchange, complete: (code: number) => MaybePromise<void>) {
    this.#exchange = exchange;
    this.#complete = complete;
  }

  /** Resolves when nothing is held any more. */
  get sent(): MaybePromise<void> {
    return this.#sent;
  }

  /** Whether the record of the request is complete, or about to be. */
  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  get method(): string {
    return this.#exchange.method;
  }

  get url(): string {
    return this.#exchange.url;
  }

  header(name: string): string | undefined {
    return this.#exchange.header(name);
  }

  headerValues(name: string): readonly string[] {
    return this.#exchange.headerValues(name);
  }

  headerNames(): readonly string[] {
    return this.#exchange.headerNames();
  }

  hasHeaderPrefix(prefix: string): boolean {
    return this.#exchange.hasHeaderPrefix(prefix);
  }

  get connection(): object | undefined {
    return this.#exchange.connection;
  }

  get tls(): TLSSocket | undefined {
    return this.#exchange.tls;
  }

  get remoteAddress(): string {
    return this.#exchange.remoteAddress;
  }

  get isLocal(): boolean {
    return this.#exchange.isLocal;
  }

  readBody(onBytes: (count: number) => void): Promise<Buffer> {
    return this.#exchange.readBody(onBytes);
  }

  respond(code: number, headers: ResponseHeaders, body: Buffer): void {
    this.#whenRecorded(code, () => this.#exchange.respond(code, headers, body));
  }

  start(code: number, headers: ResponseHeaders): BodyWriter {
    const body = this.#exchange.start(code, headers);
    let ended = false;
    return {
      write: (chunk) => ended || body.write(chunk),
      drained: () => body.drained(),
      end: () => {
        if (ended) return;
        ended = true;
        this.#whenRecorded(code, () => body.end());
      },
      get closed() {
        return ended || body.closed;
      },
    };
  }

  takeUpgrade(): Upgrade | undefined {
    return this.#exchange.takeUpgrade();
  }

  get responded(): boolean {
    return this.#exchange.responded;
  }

  get waitsForClient(): boolean {
    return this.#exchange.waitsForClient;
  }

  get unsentBytes(): number {
    return this.#exchange.unsentBytes;
  }

  get writtenBytes(): number {
    return this.#exchange.writtenBytes;
  }

  get closed(): boolean {
    return this.#exchange.closed;
  }

  onClose(listener: () => void): void {
    this.#exchange.onClose(listener);
  }

  destroy(): void {
    this.#exchange.destroy();
  }

  /** A second response, to a request that has waited too long, is sent at once: the first one finds that there is one. */
  #whenRecorded(code: number, send: () => void): void {
    const recorded = this.#isRecorded ? undefined : this.#complete(code);
    this.#isRecorded = true;
    if (isPending(recorded)) this.#sent = recorded.then(send, send);
    else send();
  }
}

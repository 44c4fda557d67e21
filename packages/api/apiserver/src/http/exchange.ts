import type { TLSSocket } from "node:tls";
import type { Upgrade } from "./upgrade.js";

/** Header names in lower case. An array stands for several headers with the same name. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

/** The body of a response that is written incrementally. */
export interface BodyWriter {
  /** False when the client is behind: await `drained` before writing more. */
  write(chunk: Buffer): boolean;
  /** Resolves when everything written has been sent, or the client has disconnected. */
  drained(): Promise<void>;
  end(): void;
  /** Whether the client has disconnected, or the body has ended. */
  readonly closed: boolean;
}

/** One request and its response, independent of the HTTP version. */
export interface Exchange {
  readonly method: string;
  /** The path and query as received. */
  readonly url: string;
  /** A request header by its lower-case name; the transport joins several of the same name. */
  header(name: string): string | undefined;
  /** The values of all request headers with that lower-case name, one by one; none if there is no such header. */
  headerValues(name: string): readonly string[];
  /** The names of all request headers in lower case. */
  headerNames(): readonly string[];
  /** Whether the name of a request header begins with `prefix`. */
  hasHeaderPrefix(prefix: string): boolean;
  /** The same object for all exchanges of a connection; undefined once that is closed. */
  readonly connection: object | undefined;
  /** The TLS connection, if there is one. */
  readonly tls: TLSSocket | undefined;
  /** The address at the other end of the connection; `""` once it is closed. */
  readonly remoteAddress: string;
  /** Whether the client is on this machine, so that compression is not worthwhile. */
  readonly isLocal: boolean;
  /**
   * The request's body. `onBytes` is called with the number of bytes of each chunk; if it throws, the promise rejects with that
   * error and the rest of the body is discarded as it arrives. Rejects with ClientGoneError when the client disconnects
   * half-way.
   */
  readBody(onBytes: (count: number) => void): Promise<Buffer>;
  /** Sends the whole response. Once only. */
  respond(code: number, headers: ResponseHeaders, body: Buffer): void;
  /** Sends the headers of a response whose body follows. Once only, and not together with `respond`. */
  start(code: number, headers: ResponseHeaders): BodyWriter;
  /**
   * Takes over the connection of a request with an Upgrade header, instead of a response; undefined for any other request. The exchange
   * lasts until the connection is closed.
   */
  takeUpgrade(): Upgrade | undefined;
  /** Whether a response has begun. */
  readonly responded: boolean;
  /** Whether the client has yet to read what was written. */
  readonly waitsForClient: boolean;
  /** How many bytes were written and not yet sent. */
  readonly unsentBytes: number;
  /** How many bytes of the body were written so far, compressed where it is. */
  readonly writtenBytes: number;
  /** Whether nothing can be sent any more: the response is complete, or its connection or stream has ended. */
  readonly closed: boolean;
  /** Called once, when the client has disconnected or the response is complete. */
  onClose(listener: () => void): void;
  /** Aborts the exchange, answered or not. */
  destroy(): void;
}

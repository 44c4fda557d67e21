import type { TLSSocket } from "node:tls";

/** Header names in lower case. An array is that many headers of one name. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

/** The body of a response that is written bit by bit. */
export interface BodyWriter {
  /** False when the client is behind: await `drained` before more is written. */
  write(chunk: Buffer): boolean;
  /** Resolves when what was written has gone out, or the client has. */
  drained(): Promise<void>;
  end(): void;
  /** Whether the client has gone, or the body has ended. */
  readonly closed: boolean;
}

/** One request and its response, whatever version of HTTP carries them. */
export interface Exchange {
  readonly method: string;
  /** The path and query as they came. */
  readonly url: string;
  /** A request header by its name in lower case; several of one name are joined by the transport. */
  header(name: string): string | undefined;
  /** The TLS connection, where there is one. */
  readonly tls: TLSSocket | undefined;
  /** Whether the client is on this machine, so that compression only costs. */
  readonly isLocal: boolean;
  /**
   * The request's body. `onBytes` is told how many have come, each time that some do; what it throws is the outcome, and
   * the rest is then thrown away as it comes. Rejects with ClientGoneError when the client goes in the middle.
   */
  readBody(onBytes: (count: number) => void): Promise<Buffer>;
  /** The whole response. Once only. */
  respond(code: number, headers: ResponseHeaders, body: Buffer): void;
  /** The head of a response whose body follows. Once only, and not with `respond`. */
  start(code: number, headers: ResponseHeaders): BodyWriter;
  /** Whether a response has begun. */
  readonly responded: boolean;
  /** Whether the client has yet to take what was written. */
  readonly waitsForClient: boolean;
  /** How many bytes were written that have not gone out. */
  readonly unsentBytes: number;
  /** Whether there is nobody any more who would see a response: it is complete, or its connection or stream has ended. */
  readonly closed: boolean;
  /** Called once, when the client is gone or the response is complete. */
  onClose(listener: () => void): void;
  /** Ends the exchange at once, answered or not. */
  destroy(): void;
}

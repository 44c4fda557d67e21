import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** A connection that its client wants to use for another protocol than HTTP (RFC 9110, 7.8). */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client has sent behind the headers. */
  readonly head: Buffer;
}

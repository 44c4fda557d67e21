import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** A connection that was taken over for another protocol than HTTP (RFC 9110, 7.8). */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that were received after the headers. */
  readonly head: Buffer;
}

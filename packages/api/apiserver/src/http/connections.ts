import type { ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Clock, Timer } from "@engenho/core";

/**
 * How long TLS with the first headers, and the headers of each later request, may take (kube-apiserver's ReadHeaderTimeout).
 */
const headersMs = 32_000;
/** How long a connection may be idle (kube-apiserver's IdleTimeout). */
export const idleMs = 90_000;
/** How often deadlines are checked. */
const sweepMs = 2_000;

/** A connection since it was accepted. */
interface Connection {
  /** The TCP socket; with TLS, requests are read from another object. */
  readonly socket: Socket;
  readonly ends: string;
  carrier: Socket | ServerHttp2Session | undefined;
  /** Whether a request has been received, or HTTP/2 negotiated. */
  opened: boolean;
  /** The number of active requests. */
  requests: number;
  /** When it was accepted, or its last request ended. */
  sinceMs: number;
  /** How many bytes had been received by then. */
  bytes: number;
  /** When more bytes than those were first seen: a request whose headers are incomplete. */
  headersSinceMs: number | undefined;
  ending: boolean;
}

/**
 * The connections of a server with their active requests, with deadlines from the moment they are accepted. node:http tracks
 * connections only for a server that listens itself, and ours receives them from another one; node:http2 does not track them at
 * all.
 */
export class Connections {
  readonly #clock: Clock;
  readonly #maximum: number;
  readonly #connections = new Set<Connection>();
  readonly #byEnds = new Map<string, Connection>();
  /** By the socket or session that carries their requests. */
  readonly #byCarrier = new WeakMap<object, Connection>();
  #sweep: Timer | undefined;
  #closing = false;

  /** `maximum`: see ApiServerOptions.maxConnections. */
  constructor(clock: Clock, maximum: number) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  /** Adds a new connection. When there are too many, the one that has been idle for the longest time is closed. */
  add(socket: Socket): void {
    const connection: Connection = {
      socket,
      ends: endsOf(socket),
      carrier: undefined,
      opened: false,
      requests: 0,
      sinceMs: this.#clock.monotonicNow(),
      bytes: 0,
      headersSinceMs: undefined,
      ending: false,
    };
    if (this.#connections.size >= this.#maximum) (this.#longestIdle()?.socket ?? socket).destroy();
    this.#connections.add(connection);
    this.#byEnds.set(connection.ends, connection);
    socket.once("close", () => {
      this.#connections.delete(connection);
      if (this.#byEnds.get(connection.ends) === connection) this.#byEnds.delete(connection.ends);
      if (this.#connections.size === 0) this.#stopSweep();
    });
    this.#sweep ??= this.#clock.setTimer(() => this.#checkDeadlines(), sweepMs);
  }

  /** Registers the socket on which requests of HTTP/1.1 arrive. */
  carryHttp1(socket: Socket): void {
    this.#carry(socket, socket);
  }

  /** Registers the session in which requests of HTTP/2 arrive. */
  carryHttp2(session: ServerHttp2Session): void {
    const connection = this.#carry(session, session.socket);
    session.once("remoteSettings", () => {
      if (connection === undefined) return;
      connection.opened = true;
      connection.sinceMs = this.#clock.monotonicNow();
    });
  }

  /** A request has started on its socket or session; it ends when `exchange` closes, answered or not. */
  begin(carrier: object, exchange: { once(event: "close", listener: () => void): unknown }): void {
    const connection = this.#byCarrier.get(carrier);
    if (connection === undefined) return;
    connection.opened = true;
    connection.requests++;
    exchange.once("close", () => {
      connection.requests--;
      if (connection.requests > 0) return;
      connection.sinceMs = this.#clock.monotonicNow();
      connection.headersSinceMs = undefined;
      connection.bytes = bytesOf(connection);
      if (this.#closing) this.#end(connection);
    });
  }

  /** Accepts no more requests: closes idle connections, and others as they become idle. */
  end(): void {
    this.#closing = true;
    for (const connection of this.#connections) {
      // GOAWAY lets active requests complete.
      if (connection.requests === 0 || isSession(connection.carrier)) this.#end(connection);
    }
  }

  /** Destroys the remaining connections, and stops checking. */
  destroy(): void {
    for (const { socket } of this.#connections) socket.destroy();
    this.#stopSweep();
  }

  #carry(carrier: Socket | ServerHttp2Session, socket: Pick<Socket, "remoteAddress" | "remotePort" | "localAddress">) {
    const connection = this.#byEnds.get(endsOf(socket));
    if (connection !== undefined) {
      connection.carrier = carrier;
      this.#byCarrier.set(carrier, connection);
    }
    return connection;
  }

  #longestIdle(): Connection | undefined {
    let least: Connection | undefined;
    for (const connection of this.#connections) {
      if (connection.requests > 0 || connection.socket.destroyed) continue;
      if (least === undefined || connection.sinceMs < least.sinceMs) least = connection;
    }
    return least;
  }

  #checkDeadlines(): void {
    const nowMs = this.#clock.monotonicNow();
    for (const connection of this.#connections) {
      if (connection.requests > 0) continue;
      if (!connection.opened) {
        if (nowMs - connection.sinceMs >= headersMs) connection.socket.destroy();
      } else if (!isSession(connection.carrier) && bytesOf(connection) !== connection.bytes) {
        connection.headersSinceMs ??= nowMs;
        if (nowMs - connection.headersSinceMs >= headersMs) connection.socket.destroy();
      } else if (nowMs - connection.sinceMs >= idleMs) this.#end(connection);
    }
    this.#sweep = this.#clock.setTimer(() => this.#checkDeadlines(), sweepMs);
  }

  #stopSweep(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }

  /** Gracefully the first time, immediately the second. */
  #end(connection: Connection): void {
    const { carrier, socket } = connection;
    if (connection.ending || carrier === undefined) socket.destroy();
    else if (isSession(carrier)) carrier.close();
    else carrier.destroySoon();
    connection.ending = true;
  }
}

function isSession(carrier: Connection["carrier"]): carrier is ServerHttp2Session {
  return carrier !== undefined && "goaway" in carrier;
}

function bytesOf({ carrier, socket }: Connection): number {
  return isSession(carrier) ? 0 : (carrier ?? socket).bytesRead;
}

/** Distinguishes one connection of a server from the others. */
function endsOf({
  remoteAddress,
  remotePort,
  localAddress,
}: Pick<Socket, "remoteAddress" | "remotePort" | "localAddress">) {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

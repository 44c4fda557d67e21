import type { ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Clock, Timer } from "@engenho/core";

/** How long TLS with the first headers, and the headers of each later request, may take (kube-apiserver's ReadHeaderTimeout). */
const headersMs = 32_000;
/** How long nothing may be under way (kube-apiserver's IdleTimeout). */
export const idleMs = 90_000;
/** How often is looked who has used up its time. */
const sweepMs = 2_000;

/** A connection from its first moment on. */
interface Connection {
  /** What TCP brought; with TLS, requests come by another object. */
  readonly socket: Socket;
  readonly ends: string;
  carrier: Socket | ServerHttp2Session | undefined;
  /** Whether a request has come, or HTTP/2 is agreed on. */
  opened: boolean;
  /** Requests that are under way. */
  requests: number;
  /** When it came, or its last request was over. */
  sinceMs: number;
  /** How many bytes had come by then. */
  bytes: number;
  /** When more than those were first seen: a request whose headers are not complete. */
  headersSinceMs: number | undefined;
  ending: boolean;
}

/**
 * The connections of a server and what is under way on each, with deadlines from the first moment on. node:http looks
 * after connections only for a server that listens itself, and ours are handed to it; node:http2 does not at all.
 */
export class Connections {
  readonly #clock: Clock;
  readonly #maximum: number;
  readonly #connections = new Set<Connection>();
  readonly #byEnds = new Map<string, Connection>();
  /** By what carries their requests. */
  readonly #byCarrier = new WeakMap<object, Connection>();
  #sweep: Timer | undefined;
  #closing = false;

  /** `maximum`: see ApiServerOptions.maxConnections. */
  constructor(clock: Clock, maximum: number) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  /** A connection has come. When there are too many, the one that has been of no use for the longest time is cut. */
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
    if (this.#connections.size >= this.#maximum) (this.#leastUseful()?.socket ?? socket).destroy();
    this.#connections.add(connection);
    this.#byEnds.set(connection.ends, connection);
    socket.once("close", () => {
      this.#connections.delete(connection);
      if (this.#byEnds.get(connection.ends) === connection) this.#byEnds.delete(connection.ends);
      if (this.#connections.size === 0) this.#stopSweep();
    });
    this.#sweep ??= this.#clock.setTimer(() => this.#look(), sweepMs);
  }

  /** Requests of HTTP/1.1 come by this socket from now on. */
  carryHttp1(socket: Socket): void {
    this.#carry(socket, socket);
  }

  /** Requests come by this session from now on. */
  carryHttp2(session: ServerHttp2Session): void {
    const connection = this.#carry(session, session.socket);
    session.once("remoteSettings", () => {
      if (connection === undefined) return;
      connection.opened = true;
      connection.sinceMs = this.#clock.monotonicNow();
    });
  }

  /** A request has begun on what carries it; it is over when `exchange` closes, answered or not. */
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

  /** Takes no more requests: ends connections on which nothing is under way, now and as they become so. */
  end(): void {
    this.#closing = true;
    for (const connection of this.#connections) {
      // GOAWAY lets what is under way end.
      if (connection.requests === 0 || isSession(connection.carrier)) this.#end(connection);
    }
  }

  /** Cuts what is left, and looks no more. */
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

  #leastUseful(): Connection | undefined {
    let least: Connection | undefined;
    for (const connection of this.#connections) {
      if (connection.requests > 0 || connection.socket.destroyed) continue;
      if (least === undefined || connection.sinceMs < least.sinceMs) least = connection;
    }
    return least;
  }

  #look(): void {
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
    this.#sweep = this.#clock.setTimer(() => this.#look(), sweepMs);
  }

  #stopSweep(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }

  /** In order the first time, at once the second. */
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

/** Tells one connection of a server from the others. */
function endsOf({
  remoteAddress,
  remotePort,
  localAddress,
}: Pick<Socket, "remoteAddress" | "remotePort" | "localAddress">) {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Timer } from "@engenho/core";

/** A client that has not sent its first headers by then is cut off. */
const firstHeadersMs = 32_000;

interface Connection {
  /** Answers that are under way. */
  open: number;
  readonly untilHeaders: Timer;
}

/**
 * HTTP/1.1 connections and what is under way on each. node:http looks after connections only for a server that listens
 * itself, and ours are handed to it: it would neither end idle ones nor give up waiting for headers.
 */
export class Http1Connections {
  readonly #clock: Clock;
  readonly #connections = new Map<Socket, Connection>();
  #closing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(socket: Socket): void {
    const untilHeaders = this.#clock.setTimer(() => socket.destroy(), firstHeadersMs);
    this.#connections.set(socket, { open: 0, untilHeaders });
    socket.once("close", () => {
      untilHeaders.cancel();
      this.#connections.delete(socket);
    });
  }

  /** An answer has begun; it is over when it closes, complete or not. */
  begin(socket: Socket, response: ServerResponse): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    connection.untilHeaders.cancel();
    connection.open++;
    response.once("close", () => {
      connection.open--;
      if (this.#closing && connection.open === 0) socket.destroySoon();
    });
  }

  /** Ends connections on which nothing is under way, now and as they become so. */
  closeIdle(): void {
    this.#closing = true;
    for (const [socket, { open }] of this.#connections) if (open === 0) socket.destroySoon();
  }
}

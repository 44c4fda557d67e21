import { createConnection, createServer, type Socket } from "node:net";
import type { RandomSource } from "@engenho/core";

/** A way in which connections fail. */
export type ConnectionFault =
  /** Every connection is closed, as by a peer that has ended. */
  | { readonly type: "cut" }
  /** The same, and new ones are closed for this long. */
  | { readonly type: "refuse"; readonly ms: number }
  /** Every connection passes nothing more in these directions, and is not closed. New ones work. */
  | { readonly type: "freeze"; readonly directions: readonly Direction[] }
  /** What every connection has to pass waits for this long; requests arrive then even if nobody waits for the answer any more. */
  | { readonly type: "delay"; readonly ms: number }
  /** Every connection is closed behind this many further bytes in the direction: in the middle of whatever that is. */
  | { readonly type: "tear"; readonly direction: Direction; readonly bytes: number };

type Direction = "request" | "answer";

/** A TCP proxy whose connections fail on demand. */
export interface FaultyProxy {
  readonly port: number;
  /** The port on loopback that new connections are passed on to. */
  target: number;
  inject(fault: ConnectionFault): void;
  stop(): Promise<void>;
}

/** Chooses a fault. */
export function randomFault(random: RandomSource): ConnectionFault {
  const below = (limit: number) => Math.floor(random.next() * limit);
  switch (below(8)) {
    case 0:
    case 1:
    case 2:
      return { type: "cut" };
    case 3:
      return { type: "refuse", ms: 1 + below(100) };
    case 4: {
      const directions = [["request"], ["answer"], ["request", "answer"]] as const;
      return { type: "freeze", directions: directions[below(3)] as readonly Direction[] };
    }
    case 5:
      return { type: "delay", ms: 1 + below(200) };
    default:
      return { type: "tear", direction: below(2) === 0 ? "request" : "answer", bytes: 1 + below(3_000) };
  }
}

/** Starts a proxy in front of a port on loopback. */
export async function startFaultyProxy(target: number): Promise<FaultyProxy> {
  const links = new Set<Link>();
  let refusedUntil = 0;
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (performance.now() < refusedUntil) {
      client.destroy();
      return;
    }
    const link = new Link(client, createConnection({ host: "127.0.0.1", port: proxy.target }), () =>
      links.delete(link),
    );
    links.add(link);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultyProxy = {
    port: (server.address() as { readonly port: number }).port,
    target,
    inject(fault) {
      if (fault.type === "refuse") refusedUntil = performance.now() + fault.ms;
      for (const link of links) link.suffer(fault);
    },
    async stop() {
      for (const link of links) link.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** One connection through the proxy. */
class Link {
  readonly #ways: Readonly<Record<Direction, Way>>;

  constructor(client: Socket, server: Socket, onClose: () => void) {
    this.#ways = { request: new Way(client, server), answer: new Way(server, client) };
    client.on("close", onClose);
  }

  suffer(fault: ConnectionFault): void {
    switch (fault.type) {
      case "cut":
      case "refuse":
        this.close();
        break;
      case "freeze":
        for (const direction of fault.directions) this.#ways[direction].isFrozen = true;
        break;
      case "delay":
        for (const way of Object.values(this.#ways)) way.hold(fault.ms);
        break;
      case "tear":
        this.#ways[fault.direction].bytesLeft = fault.bytes;
        break;
    }
  }

  close(): void {
    for (const way of Object.values(this.#ways)) way.close();
  }
}

/** One direction of a connection. */
class Way {
  isFrozen = false;
  bytesLeft = Number.POSITIVE_INFINITY;
  readonly #from: Socket;
  readonly #to: Socket;
  #held: Buffer[] | undefined;
  #hasEnded = false;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    from.on("data", (chunk: Buffer) => this.#pass(chunk));
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#hasEnded = true;
      if (this.#held === undefined) to.destroySoon();
    });
  }

  hold(ms: number): void {
    if (this.#held !== undefined) return;
    this.#held = [];
    setTimeout(() => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const chunk of held) this.#pass(chunk);
      if (this.#hasEnded) this.#to.destroySoon();
    }, ms);
  }

  close(): void {
    this.#from.destroy();
  }

  #pass(chunk: Buffer): void {
    if (this.isFrozen) return;
    if (this.#held !== undefined) {
      this.#held.push(chunk);
      return;
    }
    this.#to.write(chunk.subarray(0, this.bytesLeft));
    this.bytesLeft -= chunk.length;
    if (this.bytesLeft > 0) return;
    this.#to.destroySoon();
    this.#from.destroy();
  }
}

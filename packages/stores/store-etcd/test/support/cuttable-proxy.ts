import { createConnection, createServer, type Socket } from "node:net";

/** A TCP proxy whose connections can fail. */
export interface CuttableProxy {
  readonly url: string;
  /** Closes every connection, and each new one, until {@link CuttableProxy.heal}. */
  cut(): void;
  /** Stops forwarding without closing anything, as if the peer had died silently. New connections work. */
  silence(): void;
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of a member of etcd. */
export async function startProxy(server: string): Promise<CuttableProxy> {
  const { hostname, port } = new URL(server);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const proxy = createServer((client) => {
    client.on("error", () => undefined);
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = createConnection({ host: hostname, port: Number(port) });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => {
      upstream.destroy();
      pairs.delete(pair);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const [client] of pairs) client.destroy();
  };
  return {
    url: `http://127.0.0.1:${(proxy.address() as { readonly port: number }).port}`,
    cut() {
      isCut = true;
      cut();
    },
    silence() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        client.resume();
        upstream.resume();
      }
    },
    heal() {
      isCut = false;
    },
    async stop() {
      cut();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

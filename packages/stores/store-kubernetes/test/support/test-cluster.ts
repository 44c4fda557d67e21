import { createApiServer } from "@engenho/apiserver";
import { type Clock, type RandomSource, silentLogger } from "@engenho/core";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { createKubernetesStore, type KubernetesStore, type KubernetesStoreOptions } from "../../src/index.js";

/** A cluster in this process: engenho's API server over HTTP on loopback, with a memory store. */
export interface TestCluster {
  readonly memory: MemoryStore;
  readonly port: number;
  /** Opens a store over the server, which is closed with it. */
  open(options?: Partial<KubernetesStoreOptions>): Promise<KubernetesStore>;
  close(): Promise<void>;
}

/** How a cluster is set up. */
export interface TestClusterOptions {
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly watchHistoryLimit?: number;
  /** Default: any free one. */
  readonly port?: number;
  /** The store of an earlier server. */
  readonly memory?: MemoryStore;
}

/** Starts a cluster. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const { clock, random, watchHistoryLimit } = options;
  const memory = options.memory ?? createMemoryStore({ clock, random, watchHistoryLimit });
  const server = createApiServer({
    store: memory,
    kinds: memory,
    authenticate: () => ({ name: "tester", groups: ["system:masters"] }),
    logger: silentLogger,
    ...(clock === undefined ? {} : { clock }),
  });
  const { port } = await server.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  const stores: KubernetesStore[] = [];
  return {
    memory,
    port,
    async open(storeOptions = {}) {
      const store = await createKubernetesStore({
        server: `http://127.0.0.1:${port}`,
        clock,
        random,
        logger: silentLogger,
        ...storeOptions,
      });
      stores.push(store);
      return store;
    },
    async close() {
      for (const store of stores) await store.close();
      await server.close();
      if (options.memory === undefined) await memory.close();
    },
  };
}

/** Waits, turn by turn of the event loop, until something holds; fails if it does not within some seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what = String(holds)): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`did not come true: ${what}`);
}

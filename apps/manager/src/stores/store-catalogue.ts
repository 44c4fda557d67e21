import { createMemoryStore } from "@engenho/store-memory";
import type { ManagerOptions, StoreName } from "../manager-options.js";
import type { OpenStore } from "./open-store.js";

/** How each store is opened. What only some programs need is imported here. */
const openers: Readonly<Record<StoreName, OpenStore>> = {
  memory: ({ registry, limits }) => createMemoryStore({ ...registry, ...limits }),
  lmdb: async (request) => (await import("./lmdb.js")).openLmdb(request),
  etcd: async (request) => (await import("./etcd.js")).openEtcd(request),
};

/** The names of all stores. */
export const storeNames = Object.keys(openers) as readonly StoreName[];

/** The store that the flags choose: `--store`, or the one that another flag implies. */
export function chosenStore({
  store,
  dataDir,
  etcdServers,
}: Pick<ManagerOptions, "store" | "dataDir" | "etcdServers">): StoreName {
  if (store !== undefined) return store;
  // Beside an etcd the data directory has the program's credentials.
  if (etcdServers.length > 0) return "etcd";
  return dataDir === undefined ? "memory" : "lmdb";
}

/** Opens the store that the flags choose. */
export const openChosenStore: OpenStore = (request) => openers[chosenStore(request.options)](request);

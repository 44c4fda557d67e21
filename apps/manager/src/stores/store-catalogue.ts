import { createMemoryStore } from "@engenho/store-memory";
import type { ManagerOptions, StoreName } from "../manager-options.js";
import type { OpenStore } from "./open-store.js";

/** How each store is opened. Stores that not every program needs are imported on use. */
const openers: Readonly<Record<StoreName, OpenStore>> = {
  memory: ({ registry, limits }) => createMemoryStore({ ...registry, ...limits }),
  lmdb: async (request) => (await import("./lmdb.js")).openLmdb(request),
  etcd: async (request) => (await import("./etcd.js")).openEtcd(request),
};

/** The names of all stores. */
export const storeNames = Object.keys(openers) as readonly StoreName[];

/** The selected store: `--store`, or the one that another flag implies. */
export function chosenStore({
  store,
  dataDir,
  etcdServers,
}: Pick<ManagerOptions, "store" | "dataDir" | "etcdServers">): StoreName {
  if (store !== undefined) return store;
  // With etcd the data directory contains only the program's credentials.
  if (etcdServers.length > 0) return "etcd";
  return dataDir === undefined ? "memory" : "lmdb";
}

/** Opens the selected store. */
export const openChosenStore: OpenStore = (request) => openers[chosenStore(request.options)](request);

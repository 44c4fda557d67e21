import { type ConfigMap, configMaps, isStoreError, type Store, type Stored } from "@engenho/core";
import { type CampaignClient, campaignLabels, campaignNamespace, type Wish } from "./campaign-client.js";
import type { Outcome } from "./history.js";

/** The number of signals after which a watch is closed, and another one resumes at its version. */
const signalsPerWatch = 40;

/**
 * Uses a Store. Reads bypass its cache, which may lag behind others' writes; watches may use it. One watch stays open, so that the store
 * keeps the kind cached, and resumed watches need not start before the cache.
 */
export function storeClient(store: Store): CampaignClient {
  const kept = store.watch({ kinds: [configMaps] });
  return {
    perform: (wish) => perform(store, wish).catch(outcomeOf),
    async follow(from, onEvent) {
      const watch = store.watch({ kinds: [configMaps], resourceVersion: String(from) });
      try {
        for (let signals = 0; signals < signalsPerWatch; signals++) {
          const signal = await watch.next();
          if (signal === undefined) break;
          if (signal.type === "lagged") throw new Error(`${signal.missed} commits were missed`);
          for (const { type, object } of signal.events) {
            if (object.metadata.labels?.campaign === undefined) continue;
            const { name, resourceVersion } = object.metadata;
            const value = type === "DELETED" ? undefined : textOf(object as Stored<ConfigMap>);
            if (onEvent({ key: name, version: Number(resourceVersion), value })) return Number(watch.resourceVersion);
          }
          onEvent({ bookmark: Number(watch.resourceVersion) });
        }
        return Number(watch.resourceVersion);
      } finally {
        watch.close();
      }
    },
    close: () => kept.close(),
  };
}

async function perform(store: Store, { type, key, value, expects }: Wish): Promise<Outcome> {
  const where = { namespace: campaignNamespace, name: key };
  const resourceVersion = expects === undefined ? {} : { resourceVersion: String(expects) };
  const metadata = { ...where, labels: campaignLabels, ...resourceVersion };
  const object = { ...configMaps, metadata, data: { value: value ?? "" } };
  switch (type) {
    case "create":
      return doneWith(await store.create<ConfigMap>(object));
    case "update":
      return doneWith(await store.update<ConfigMap>(object));
    case "get":
      return doneWith(await store.get(configMaps, where, { live: true }));
    case "delete":
      await store.delete(configMaps, where, { preconditions: resourceVersion });
      return { type: "deleted" };
    case "list":
      throw new Error("lists come from the store's cache, which may lag behind");
  }
}

function doneWith(object: Stored<ConfigMap>): Outcome {
  return { type: "done", version: Number(object.metadata.resourceVersion), value: textOf(object) };
}

function textOf({ data }: Stored<ConfigMap>): string {
  return data?.value ?? "";
}

function outcomeOf(error: unknown): Outcome {
  if (isStoreError(error, "NotFound")) return { type: "absent" };
  if (isStoreError(error, "AlreadyExists")) return { type: "exists" };
  if (isStoreError(error, "Conflict")) return { type: "conflict" };
  if (isStoreError(error)) return { type: "unknown" };
  throw error;
}

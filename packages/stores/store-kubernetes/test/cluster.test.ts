import { env } from "node:process";
import {
  configMaps,
  createKeyedController,
  type EndpointSlice,
  endpointSlices,
  namespaces,
  runControllers,
  silentLogger,
  splitKey,
  systemRandom,
} from "@engenho/core";
import { describe, expect, it } from "vitest";
import { createKubernetesStore } from "../src/index.js";
import { until } from "./support/test-cluster.js";

const kubeconfig = env.ENGENHO_TEST_KUBECONFIG;
const reason = kubeconfig === undefined ? " (skipped: ENGENHO_TEST_KUBECONFIG names no cluster)" : "";

describe.skipIf(kubeconfig === undefined)(`the cluster of ENGENHO_TEST_KUBECONFIG${reason}`, () => {
  it("is watched, written and read, and a controller with leader election acts on it", async () => {
    const store = await createKubernetesStore({ kubeconfig: kubeconfig as string, logger: silentLogger });
    const namespace = `engenho-${systemRandom.uuid().slice(0, 8)}`;
    const stop = new AbortController();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const running = runControllers(
      store,
      (leader) => [
        createKeyedController({
          name: "marker",
          store: leader,
          for: configMaps,
          logger: silentLogger,
          async reconcile(key) {
            const { namespace: where, name } = splitKey(key);
            if (where !== namespace) return { changed: false };
            const map = await leader.get(configMaps, { namespace, name });
            if (map.data?.marked === "yes" || map.data?.wanted !== "yes") return { changed: false };
            await leader.update({ ...map, data: { ...map.data, marked: "yes" } });
            expect((await leader.get(configMaps, { namespace, name })).data?.marked).toBe("yes");
            return { changed: true };
          },
        }),
      ],
      { signal: stop.signal, logger: silentLogger, leaderElection: { leaseName: "marker", leaseNamespace: namespace } },
    );
    try {
      const wanted = { ...configMaps, metadata: { name: "one", namespace }, data: { wanted: "yes" } };
      const created = await store.create(wanted);
      await expect(store.create(wanted)).rejects.toMatchObject({ code: "AlreadyExists" });
      await until(
        async () => (await store.get(configMaps, created.metadata)).data?.marked === "yes",
        "the map is marked",
      );
      await expect(store.update({ ...created, data: {} })).rejects.toMatchObject({ code: "Conflict" });
      await store.delete(configMaps, created.metadata, { preconditions: { uid: created.metadata.uid } });
      await expect(store.get(configMaps, created.metadata)).rejects.toMatchObject({ code: "NotFound" });
    } finally {
      stop.abort();
      await running;
      await store.delete(namespaces, { name: namespace });
      await store.close();
    }
  }, 120_000);

  it("answers objects without the nulls that a Go server writes for empty fields", async () => {
    const store = await createKubernetesStore({ kubeconfig: kubeconfig as string, logger: silentLogger });
    const namespace = `engenho-${systemRandom.uuid().slice(0, 8)}`;
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const watch = store.watch({ kinds: [endpointSlices], namespace });
    try {
      await store.list(endpointSlices, { namespace });
      const metadata = { name: "empty", namespace };
      const created = await store.create<EndpointSlice>({
        ...endpointSlices,
        metadata,
        addressType: "IPv4",
        endpoints: [],
      });
      expect(created.ports).toBeUndefined();
      const signal = await watch.next();
      expect(signal).toMatchObject({ type: "events", events: [{ type: "ADDED" }] });
      expect((await store.get(endpointSlices, metadata)).ports).toBeUndefined();
    } finally {
      watch.close();
      await store.delete(namespaces, { name: namespace });
      await store.close();
    }
  }, 120_000);
});

import { configMaps, type KeyedController, namespaces, type Store, serviceAccounts } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRootCaPublisher, createServiceAccountController } from "../src/index.js";

describe("objects in every namespace", () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let process: ControllerProcess;

  beforeEach(async () => {
    clock = new FakeClock();
    store = createMemoryStore({ clock, requireNamespaces: true });
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "early" } });
  });

  afterEach(async () => {
    await process.stop();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  async function run(create: (store: Store) => KeyedController): Promise<void> {
    process = new ControllerProcess({ store, clock, create });
    process.start();
    await clock.settle();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "late" } });
    await clock.settle();
  }

  const list = async (kind: string) =>
    (await store.list({ apiVersion: "v1", kind })).items.map(
      ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    );

  async function terminate(namespace: string): Promise<void> {
    await store.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "holds", namespace } });
    await store.delete(namespaces, { name: namespace });
  }

  describe("the ServiceAccount controller", () => {
    beforeEach(() => run((client) => createServiceAccountController({ store: client, clock })));

    it("creates a default account in existing and new namespaces", async () => {
      expect(await list("ServiceAccount")).toEqual(["early/default", "late/default"]);
    });

    it("recreates it when it is deleted, but not in a terminating namespace", async () => {
      await terminate("early");
      for (const namespace of ["early", "late"]) {
        await store.delete(serviceAccounts, { namespace, name: "default" });
      }
      await clock.settle();
      expect(await list("ServiceAccount")).toEqual(["late/default"]);
    });

    it("does not change an account that a user has modified", async () => {
      const reference = { apiVersion: "v1", kind: "ServiceAccount", namespace: "late", name: "default" };
      const changed = await store.patch(serviceAccounts, reference, {
        type: "merge",
        value: { metadata: { labels: { mine: "yes" } } },
      });
      await clock.settle();
      expect(await store.get(serviceAccounts, reference)).toBe(changed);
    });
  });

  describe("the root CA publisher", () => {
    beforeEach(() => run((client) => createRootCaPublisher({ store: client, clock, rootCa: "PEM" })));
    const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "late", name: "kube-root-ca.crt" };

    it("publishes the certificates in existing and new namespaces", async () => {
      expect(await list("ConfigMap")).toEqual(["early/kube-root-ca.crt", "late/kube-root-ca.crt"]);
      const published = await store.get(configMaps, reference);
      expect(published.data).toEqual({ "ca.crt": "PEM" });
      expect(published.metadata.annotations?.["kubernetes.io/description"]).toMatch(/^Contains a CA bundle/);
    });

    it("repairs a modified ConfigMap, and recreates a deleted one", async () => {
      await store.patch(configMaps, reference, { type: "merge", value: { data: { "ca.crt": "forged", more: "x" } } });
      await clock.settle();
      expect((await store.get(configMaps, reference)).data).toEqual({ "ca.crt": "PEM" });
      await store.delete(configMaps, reference);
      await clock.settle();
      expect((await store.get(configMaps, reference)).data).toEqual({ "ca.crt": "PEM" });
    });

    it("keeps other annotations, and writes nothing if the ConfigMap is up to date", async () => {
      const changed = await store.patch(configMaps, reference, {
        type: "merge",
        value: { metadata: { annotations: { mine: "yes" } } },
      });
      await clock.settle();
      expect(await store.get(configMaps, reference)).toBe(changed);
    });
  });
});

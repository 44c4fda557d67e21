import { type ConfigMap, type KeyedController, WatchDriver } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRootCaPublisher, createServiceAccountController } from "../src/index.js";

describe("what every namespace has", () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    clock = new FakeClock();
    store = createMemoryStore({ clock, requireNamespaces: true });
    stop = new AbortController();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "early" } });
  });

  afterEach(async () => {
    stop.abort();
    await running;
    expect(clock.pendingTimers, "timers left behind").toBe(0);
  });

  async function run(controller: KeyedController): Promise<void> {
    const config = { clock, debounceMs: 0, fallbackIntervalMs: Number.POSITIVE_INFINITY };
    running = new WatchDriver(controller, store, config).run(stop.signal);
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
    await store.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
  }

  describe("the ServiceAccount controller", () => {
    beforeEach(() => run(createServiceAccountController({ store, clock })));

    it("makes a default account in old and new namespaces", async () => {
      expect(await list("ServiceAccount")).toEqual(["early/default", "late/default"]);
    });

    it("makes it again when it is deleted, but not in a namespace that is", async () => {
      await terminate("early");
      for (const namespace of ["early", "late"]) {
        await store.delete({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: "default" });
      }
      await clock.settle();
      expect(await list("ServiceAccount")).toEqual(["late/default"]);
    });

    it("leaves an account alone that somebody has changed", async () => {
      const reference = { apiVersion: "v1", kind: "ServiceAccount", namespace: "late", name: "default" };
      const changed = await store.patch(reference, { type: "merge", value: { metadata: { labels: { mine: "yes" } } } });
      await clock.settle();
      expect(await store.get(reference)).toBe(changed);
    });
  });

  describe("the root CA publisher", () => {
    beforeEach(() => run(createRootCaPublisher({ store, clock, rootCa: "PEM" })));
    const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "late", name: "kube-root-ca.crt" };

    it("publishes the certificates in old and new namespaces", async () => {
      expect(await list("ConfigMap")).toEqual(["early/kube-root-ca.crt", "late/kube-root-ca.crt"]);
      const published = await store.get<ConfigMap>(reference);
      expect(published.data).toEqual({ "ca.crt": "PEM" });
      expect(published.metadata.annotations?.["kubernetes.io/description"]).toMatch(/^Contains a CA bundle/);
    });

    it("repairs what somebody changed, and publishes again what somebody deleted", async () => {
      await store.patch(reference, { type: "merge", value: { data: { "ca.crt": "forged", more: "x" } } });
      await clock.settle();
      expect((await store.get<ConfigMap>(reference)).data).toEqual({ "ca.crt": "PEM" });
      await store.delete(reference);
      await clock.settle();
      expect((await store.get<ConfigMap>(reference)).data).toEqual({ "ca.crt": "PEM" });
    });

    it("keeps annotations of others, and writes nothing while all is well", async () => {
      const changed = await store.patch(reference, {
        type: "merge",
        value: { metadata: { annotations: { mine: "yes" } } },
      });
      await clock.settle();
      expect(await store.get(reference)).toBe(changed);
    });
  });
});

import { endpointSlices, type Stored, StoreError, services, silentLogger } from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createEndpointsController } from "@engenho/service";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createKubernetesServiceController,
  ensureKubernetesService,
  type ServerEndpoint,
} from "../src/kubernetes-service.js";

const identity = { namespace: "default", name: "kubernetes" };
const service = { apiVersion: "v1", kind: "Service", ...identity };
const endpoints = { apiVersion: "v1", kind: "Endpoints", ...identity };
const slice = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", ...identity };

describe("the Service default/kubernetes", () => {
  const endpoint = { address: "192.0.2.7", port: 6444 };
  let clock: FakeClock;
  let store: ReturnType<typeof createMemoryStore>;
  const processes: ControllerProcess[] = [];

  beforeEach(() => {
    clock = new FakeClock();
    store = createMemoryStore({ clock });
  });
  afterEach(async () => {
    for (const each of processes.splice(0)) await each.stop();
    await store.close();
  });

  const start = async (reachedAt: ServerEndpoint | undefined) => {
    const options = { clock, logger: silentLogger, clusterIp: "10.96.0.1", targetPort: 6444, endpoint: reachedAt };
    processes.push(
      new ControllerProcess({
        store,
        clock,
        create: (own) => createKubernetesServiceController({ ...options, store: own }),
      }),
      // Deletes the Endpoints of a deleted Service.
      new ControllerProcess({
        store,
        clock,
        create: (own) => createEndpointsController({ store: own, clock }),
      }),
    );
    for (const each of processes) each.start();
    await clock.settle();
  };

  it("is that of another server if that takes its cluster IP at the same time", async () => {
    const facts = { clusterIp: "10.96.0.1", targetPort: 6444 };
    const racing = new Proxy(store, {
      get: (target, name) =>
        name !== "create"
          ? Reflect.get(target, name)
          : async () => {
              await ensureKubernetesService(target, facts);
              throw new StoreError("Invalid", "spec.clusterIPs: provided IP is already allocated");
            },
    });
    expect(await ensureKubernetesService(racing, facts)).toBe(false);
    expect((await store.get(services, service)).spec?.clusterIP).toBe("10.96.0.1");
  });

  it("is recreated after deletion, with its cluster IP, as are its Endpoints", async () => {
    await start(endpoint);
    const before = await store.get(services, service);
    for (const reference of [service, endpoints, slice]) {
      await store.delete(reference, reference);
      await clock.advance(1_000);
    }
    const after = await store.get(services, service);
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(after).toMatchObject({ spec: { clusterIP: "10.96.0.1", ports: [{ port: 443, targetPort: 6444 }] } });
    const ports = [{ name: "https", port: 6444, protocol: "TCP" }];
    expect(await store.get(endpoints, endpoints)).toMatchObject({
      metadata: { labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
      subsets: [{ addresses: [{ ip: "192.0.2.7" }], ports }],
    });
    expect(await store.get(endpointSlices, slice)).toMatchObject({
      metadata: { labels: { "kubernetes.io/service-name": "kubernetes" } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["192.0.2.7"], conditions: { ready: true } }],
      ports,
    });
  });

  it("restores its address in Endpoints changed by another client, and keeps the ports", async () => {
    await start(endpoint);
    const ports = [{ name: "https", port: 8443, protocol: "TCP" }];
    await store.update({
      ...(await store.get(endpoints, endpoints)),
      subsets: [{ addresses: [{ ip: "192.0.2.9" }], ports }],
    } as Stored);
    await clock.advance(1_000);
    expect(await store.get(endpoints, endpoints)).toMatchObject({
      subsets: [{ addresses: [{ ip: "192.0.2.7" }], ports }],
    });
  });

  it("keeps a user's changes, and is not written again", async () => {
    await start(endpoint);
    await store.patch(services, service, { type: "merge", value: { metadata: { labels: { mine: "yes" } } } });
    await clock.advance(1_000);
    const { resourceVersion, labels } = (await store.get(services, service)).metadata;
    expect(labels).toMatchObject({ mine: "yes" });
    const written = (await store.list(services)).resourceVersion;
    await clock.advance(120_000);
    expect((await store.get(services, service)).metadata.resourceVersion).toBe(resourceVersion);
    expect((await store.list(services)).resourceVersion).toBe(written);
  });

  it("has no Endpoints if the server can only be reached from this machine", async () => {
    await start(undefined);
    await store.delete(services, service);
    await clock.advance(1_000);
    expect((await store.get(services, service)).metadata.name).toBe("kubernetes");
    expect((await store.list(endpoints)).items).toEqual([]);
    expect((await store.list(slice)).items).toEqual([]);
  });
});

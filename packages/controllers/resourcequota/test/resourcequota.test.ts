import {
  type KubernetesObject,
  type PodSpec,
  pods,
  type ResourceQuota,
  resourceQuotas,
  silentLogger,
  WatchDriver,
} from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createResourceQuotaController } from "../src/index.js";

let store: MemoryStore;
let clock: FakeClock;
let stop: AbortController;
let running: Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  store = createMemoryStore({ clock, random: seededRandom(1), logger: silentLogger });
  const controller = createResourceQuotaController({ store, clock, logger: silentLogger });
  const driver = new WatchDriver(controller, store, { clock, logger: silentLogger, debounceMs: 0 });
  stop = new AbortController();
  running = driver.run(stop.signal);
});

afterEach(async () => {
  stop.abort();
  await running;
  await store.close();
});

const key = { namespace: "n", name: "q" };
const quota = (hard: Record<string, string>, spec: Partial<ResourceQuota["spec"]> = {}): ResourceQuota => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: key,
  spec: { hard, ...spec },
});
const requests = { cpu: "100m", memory: "64Mi" };
const pod = (name: string, spec: Partial<PodSpec> = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n" },
    spec: { containers: [{ name: "web", image: "nginx", resources: { requests, limits: requests } }], ...spec },
  }) as KubernetesObject;
const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "n" } });

async function settled(): Promise<ResourceQuota["status"]> {
  await clock.advance(2_000);
  return (await store.get(resourceQuotas, key)).status;
}

describe("a new quota", () => {
  it("cases conformance: promptly counts what is there, and has no usage of what nothing counts", async () => {
    await store.create(pod("a"));
    await store.create(pod("b"));
    await store.create(configMap("c"));
    await store.create(
      quota({
        pods: "5",
        "requests.cpu": "1",
        "limits.memory": "1Gi",
        configmaps: "3",
        "count/pods": "9",
        "count/no.such": "1",
      }),
    );
    expect(await settled()).toEqual({
      hard: {
        pods: "5",
        "requests.cpu": "1",
        "limits.memory": "1Gi",
        configmaps: "3",
        "count/pods": "9",
        "count/no.such": "1",
      },
      used: { pods: "2", "requests.cpu": "200m", "limits.memory": "128Mi", configmaps: "1", "count/pods": "2" },
    });
  });

  it("has zero of what does not exist", async () => {
    await store.create(quota({ pods: "5", services: "1", "services.nodeports": "2", "requests.storage": "1Gi" }));
    expect(await settled()).toMatchObject({
      used: { pods: "0", services: "0", "services.nodeports": "0", "requests.storage": "0" },
    });
  });

  it("counts what is in its scopes alone", async () => {
    await store.create(pod("web"));
    await store.create(pod("job", { activeDeadlineSeconds: 10 }));
    await store.create(quota({ pods: "5" }, { scopes: ["Terminating"] }));
    expect(await settled()).toMatchObject({ used: { pods: "1" } });
  });
});

describe("what is used", () => {
  it("is written by admission with the object, and given back when the object is deleted", async () => {
    await store.create(quota({ pods: "2" }));
    await settled();
    await store.create(pod("a"));
    await store.create(pod("b"));
    expect((await store.get(resourceQuotas, key)).status?.used).toEqual({ pods: "2" });
    await expect(store.create(pod("c"))).rejects.toMatchObject({
      message: 'pods "c" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
    });
    await store.delete(pods, { namespace: "n", name: "a" }, { gracePeriodSeconds: 0 });
    expect(await settled()).toMatchObject({ used: { pods: "1" } });
    await store.create(pod("c"));
  });

  it("is released by a Pod that ends, except for the number of objects", async () => {
    await store.create(quota({ pods: "2", "count/pods": "2", "requests.cpu": "1" }));
    await settled();
    const created = await store.create(pod("a"));
    await store.update({ ...created, status: { phase: "Succeeded" } } as KubernetesObject, { subresource: "status" });
    expect(await settled()).toMatchObject({ used: { pods: "0", "count/pods": "1", "requests.cpu": "0" } });
  });

  it("follows the quota's spec", async () => {
    await store.create(quota({ pods: "2" }));
    await settled();
    const current = await store.get(resourceQuotas, key);
    await store.update({ ...current, spec: { hard: { pods: "3", configmaps: "1" } } });
    expect(await settled()).toEqual({ hard: { pods: "3", configmaps: "1" }, used: { pods: "0", configmaps: "0" } });
  });

  it("is counted again by a tick of everything, if a creation failed after it was charged", async () => {
    await store.create(quota({ configmaps: "5" }));
    await settled();
    await store.create(configMap("a"));
    await expect(store.create(configMap("a"))).rejects.toMatchObject({ code: "AlreadyExists" });
    expect((await store.get(resourceQuotas, key)).status?.used).toEqual({ configmaps: "2" });
    await clock.advance(60_000);
    expect((await store.get(resourceQuotas, key)).status?.used).toEqual({ configmaps: "1" });
  });

  it("costs no write where nothing changes", async () => {
    await store.create(quota({ pods: "2" }));
    await settled();
    const before = await store.get(resourceQuotas, key);
    await clock.advance(120_000);
    expect((await store.get(resourceQuotas, key)).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });
});

describe("objects created at the same time", () => {
  it("cannot share the last places, whether they are counted while they are created or not", async () => {
    await store.create(quota({ pods: "7" }));
    await settled();
    const outcomes = Promise.allSettled(Array.from({ length: 40 }, (_, index) => store.create(pod(`p${index}`))));
    await clock.advance(100);
    const created = (await outcomes).filter(({ status }) => status === "fulfilled");
    expect(created).toHaveLength(7);
    expect((await store.list(pods, { namespace: "n" })).items).toHaveLength(7);
    expect(await settled()).toMatchObject({ used: { pods: "7" } });
  });

  it("share one write of the quota", async () => {
    await store.create(quota({ pods: "100" }));
    await settled();
    const before = Number((await store.get(resourceQuotas, key)).metadata.resourceVersion);
    await Promise.all(Array.from({ length: 40 }, (_, index) => store.create(pod(`p${index}`))));
    const after = Number((await store.list(pods)).resourceVersion);
    // 40 Pods, and a write for the first and one for the others.
    expect(after - before).toBeLessThanOrEqual(43);
  });
});

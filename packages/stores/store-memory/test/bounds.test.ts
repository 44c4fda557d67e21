import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { clusterRoles, configMaps, type KubernetesObject } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/index.js";
import { MemoryBackend } from "../src/memory-backend.js";

const kind = { apiVersion: "v1", kind: "ConfigMap" } as const;
const map = (name: string, characters: number, metadata: object = {}): KubernetesObject =>
  ({
    ...kind,
    metadata: { name, namespace: "a", ...metadata },
    data: { a: "x".repeat(characters) },
  }) as KubernetesObject;
const full = { code: "InternalError", message: "etcdserver: mvcc: database space exceeded" };

describe("H4: a storage quota", () => {
  it("rejects growth as a full etcd does, while reads, deletions and shrinking updates succeed", async () => {
    const store = createMemoryStore({ storageQuotaBytes: 1_000_000 });
    let count = 0;
    const fill = async () => {
      for (; count < 100; count++) await store.create(map(`m${count}`, 100_000));
    };
    await expect(fill()).rejects.toMatchObject(full);
    expect(count).toBe(9);
    expect((await store.list(kind)).items).toHaveLength(9);
    await expect(store.update(map("m0", 200_000))).rejects.toMatchObject(full);
    const grow = { type: "merge", value: { data: { b: "x".repeat(100_000) } } } as const;
    await expect(store.patch(configMaps, { namespace: "a", name: "m0" }, grow)).rejects.toMatchObject(full);
    await store.update(map("m0", 50_000));
    await store.delete(configMaps, { namespace: "a", name: "m1" });
    await fill().catch(() => undefined);
    expect(count).toBe(11);
    expect(store.usedBytes()).toBeLessThanOrEqual(1_000_000);
  });

  it("objects with finalizers can be deleted even if the quota is exhausted", async () => {
    const store = createMemoryStore({ storageQuotaBytes: 1_000_000 });
    await store.create(map("held", 100, { finalizers: ["x.y/z"] }));
    for (let characters = 100_000; characters >= 1; characters = Math.floor(characters / 10)) {
      for (let index = 0; index < 10; index++)
        await store.create(map(`f${characters}-${index}`, characters)).catch(() => 0);
    }
    const reference = { ...kind, namespace: "a", name: "held" };
    await expect(store.create(map("one-more", 1))).rejects.toMatchObject(full);
    await store.delete(configMaps, reference);
    const marked = await store.get(configMaps, reference);
    expect(marked.metadata.deletionTimestamp).toBeDefined();
    await expect(
      store.update({ ...marked, data: { a: "x".repeat(200_000) } } as KubernetesObject),
      "the quota cannot be bypassed",
    ).rejects.toMatchObject(full);
    await store.update({ ...marked, metadata: { ...marked.metadata, finalizers: [] } } as KubernetesObject);
    await expect(store.get(configMaps, reference)).rejects.toMatchObject({ code: "NotFound" });
  });

  it("counts existing objects: 0 after everything is deleted", async () => {
    const store = createMemoryStore();
    for (let index = 0; index < 50; index++) await store.create(map(`m${index}`, index * 10));
    for (let index = 0; index < 50; index++) await store.update(map(`m${index}`, 5_000 - index * 10));
    expect(store.usedBytes()).toBeGreaterThan(50 * 4_000);
    for (let index = 0; index < 50; index++) await store.delete(configMaps, { namespace: "a", name: `m${index}` });
    expect(store.usedBytes()).toBe(0);
  });
});

describe("H3: the history of commits", () => {
  it("is bounded in bytes: few versions of a large object that is updated repeatedly are retained", async () => {
    const store = createMemoryStore({ watchHistoryBytes: 5_000_000 });
    const first = await store.create(map("m", 1));
    const versions: string[] = [];
    for (let index = 0; index < 20; index++) {
      versions.push((await store.update(map("m", 1_000_000 + index))).metadata.resourceVersion);
    }
    const from = (resourceVersion: string) => store.watch({ resourceVersion }).next();
    await expect(from(first.metadata.resourceVersion)).rejects.toMatchObject({ code: "Expired" });
    await expect(from(versions[15] as string)).rejects.toMatchObject({ code: "Expired" });
    expect(await from(versions[18] as string)).toMatchObject({ type: "events", events: [{ type: "MODIFIED" }] });
  });

  it("is bounded in age, as are the pages of a list", async () => {
    const clock = new FakeClock();
    const store = createMemoryStore({ clock, watchHistoryMs: 600_000 });
    const first = await store.create(map("m0", 1));
    await store.create(map("m1", 1));
    const page = await store.list(kind, { limit: 1 });
    await clock.advance(599_999);
    // H17: the age of a commit does not depend on the wall clock.
    clock.stepWallClock(86_400_000);
    await store.create(map("m2", 1));
    expect((await store.list(kind, { limit: 1, continue: page.continue })).items).toHaveLength(1);
    await clock.advance(600_001);
    await store.create(map("m3", 1));
    await expect(store.list(kind, { limit: 1, continue: page.continue })).rejects.toMatchObject({ code: "Expired" });
    await expect(store.watch({ resourceVersion: first.metadata.resourceVersion }).next()).rejects.toMatchObject({
      code: "Expired",
    });
  });
});

describe("pages of lists", () => {
  it("are retained for 64 lists at different versions; older ones are restored from the history, as far as it goes", async () => {
    const store = createMemoryStore({ watchHistoryLimit: 66 });
    await store.create(map("m0", 1));
    const tokens: (string | undefined)[] = [];
    for (let index = 1; index <= 65; index++) {
      await store.create(map(`m${index}`, 1));
      tokens.push((await store.list(kind, { limit: 1 })).continue);
    }
    const next = (token: string | undefined) => store.list(kind, { limit: 1, continue: token });
    const names = async (token: string | undefined) => (await next(token)).items.map(({ metadata }) => metadata.name);
    expect(await names(tokens[0])).toEqual(["m1"]);
    expect(await names(tokens[1])).toEqual(["m1"]);
    expect(await names(tokens[64])).toEqual(["m1"]);
    for (let index = 0; index < 66; index++) await store.update({ ...map("m0", 1), data: { index: String(index) } });
    await expect(next(tokens[0])).rejects.toMatchObject({ code: "Expired" });
  });

  it("keep their version however often the objects are counted meanwhile", async () => {
    const store = createMemoryStore();
    await store.create(map("m0", 1));
    await store.create(map("m1", 1));
    const page = await store.list(kind, { limit: 1 });
    for (let index = 2; index < 102; index++) {
      await store.create(map(`m${index}`, 1));
      const counts = await store.countObjects();
      expect(counts.get("configmaps")).toBe(index + 1);
      expect(counts.get("deployments.apps")).toBe(0);
    }
    const rest = await store.list(kind, { continue: page.continue });
    expect(rest.items.map(({ metadata }) => metadata.name)).toEqual(["m1"]);
  });
});

describe("kinds that are added and removed", () => {
  it("leave no table when they have no objects", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const backend = new MemoryBackend({ watchHistoryLimit: 1 });
    const comeAndGo = (from: number) => {
      for (let index = from; index < from + 5000; index++) {
        const key = { group: `g${index}`, kind: "Thing", namespace: "a", name: "n" };
        const object = { ...map("n", 1), apiVersion: `g${index}/v1`, kind: "Thing" };
        backend.list(key, {});
        const made = backend.commit({ type: "create", key, object });
        if (made.type !== "committed") throw new Error("there is one already");
        const last = { ...object, metadata: { ...object.metadata } };
        backend.commit({ type: "delete", key, object: last, previous: made.object });
        backend.list(key, {});
      }
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = comeAndGo(0);
    expect(comeAndGo(5000) - before).toBeLessThan(500_000);
  });
});

describe("an object above 1.5 MiB", () => {
  const tooLarge = { code: "InternalError", message: "etcdserver: request is too large" };

  it("is rejected as by etcd, even if it is the result of a patch or an apply", async () => {
    const store = createMemoryStore();
    const big = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "r" } };
    const rules = (count: number) => [
      { apiGroups: [""], resources: ["pods"], verbs: ["get"], resourceNames: Array(count).fill("x".repeat(1000)) },
    ];
    await expect(store.create({ ...big, rules: rules(1600) } as KubernetesObject)).rejects.toMatchObject(tooLarge);
    await store.create({ ...big, rules: rules(1500) } as KubernetesObject);
    const grow = { type: "json", value: [{ op: "copy", from: "/rules/0", path: "/rules/-" }] } as const;
    await expect(store.patch(clusterRoles, { name: "r" }, grow)).rejects.toMatchObject(tooLarge);
    const applied = { type: "apply", force: true, value: { ...big, rules: rules(1600) } } as const;
    await expect(store.patch(clusterRoles, { name: "r" }, applied, { fieldManager: "m" })).rejects.toMatchObject(
      tooLarge,
    );
  });
});

import {
  type ConfigMap,
  configMaps,
  customResourceDefinitions,
  isStoreError,
  silentLogger,
  type WatchEvent,
} from "@engenho/core";
import { createEtcdStore, type EtcdStore } from "@engenho/store-etcd";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { startProxy } from "./support/cuttable-proxy.js";
import { definition } from "./support/definition.js";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

const namespace = "default";
const timeout = 60_000;

describe.skipIf(noEtcd !== undefined)("a failing etcd", () => {
  let etcd: EtcdCluster | undefined;
  const stores: EtcdStore[] = [];

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await etcd?.stop();
    etcd = undefined;
  }, timeout);

  async function open(servers: readonly string[], options: Partial<Parameters<typeof createEtcdStore>[0]> = {}) {
    const store = await createEtcdStore({ servers, logger: silentLogger, ...options });
    stores.push(store);
    return store;
  }

  it("with one of three members killed, another paused, and both back: no acknowledged write is lost, and each event is delivered once, in order", {
    timeout,
  }, async () => {
    etcd = await startEtcd({ members: 3 });
    const store = await open(etcd.servers);
    const watch = store.watch({ kinds: [configMaps] });
    const events: WatchEvent[] = [];
    const reading = (async () => {
      for await (const signal of watch) {
        if (signal.type === "lagged") throw new Error("the watch has lagged");
        events.push(...signal.events);
      }
    })();
    const acknowledged: string[] = [];
    let isOver = false;
    const writer = async (index: number) => {
      for (let count = 0; !isOver && count < 5_000; count++) {
        const name = `w${index}-${count}`;
        try {
          await store.create(configMap(name));
          acknowledged.push(name);
        } catch (error) {
          // A create whose outcome is unknown is not repeated under the same name.
          if (!isStoreError(error, "Timeout", "ServiceUnavailable", "InternalError")) throw error;
        }
      }
    };
    const writers = [0, 1, 2].map(writer);
    const written = async (more: number) => {
      const goal = acknowledged.length + more;
      await expect.poll(() => acknowledged.length, { timeout: 20_000, interval: 20 }).toBeGreaterThanOrEqual(goal);
    };
    await written(20);
    // Each member in turn, so that the one in use and the leader are among them, whichever they are.
    for (const member of [0, 1, 2]) {
      await etcd.kill(member);
      await written(20);
      await etcd.restart(member);
      await written(20);
      etcd.signal(member, "SIGSTOP");
      await written(20);
      etcd.signal(member, "SIGCONT");
      await written(20);
    }
    isOver = true;
    await Promise.all(writers);
    await store.refresh?.();
    watch.close();
    await reading;
    const listed = new Set((await store.list(configMaps)).items.map(({ metadata }) => metadata.name));
    expect(acknowledged.filter((name) => !listed.has(name))).toEqual([]);
    const names = events.map(({ object }) => object.metadata.name);
    expect(new Set(names).size).toBe(names.length);
    expect(acknowledged.filter((name) => !names.includes(name))).toEqual([]);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
  });

  it("without a quorum writes and refreshes fail with a Status within their timeout, and reads still work; it recovers with the quorum", {
    timeout,
  }, async () => {
    etcd = await startEtcd({ members: 3 });
    const store = await open(etcd.servers, { requestTimeoutMs: 3_000 });
    await store.create(configMap("before"));
    await Promise.all([etcd.kill(1), etcd.kill(2)]);
    const failure = await store.create(configMap("during")).catch((error: unknown) => error);
    expect(isStoreError(failure, "Timeout", "ServiceUnavailable", "InternalError")).toBe(true);
    const stale = await store.refresh?.().catch((error: unknown) => error);
    expect(isStoreError(stale, "Timeout", "ServiceUnavailable", "InternalError")).toBe(true);
    expect((await store.get(configMaps, { namespace, name: "before" })).metadata.name).toBe("before");
    await Promise.all([etcd.restart(1), etcd.restart(2)]);
    await expect
      .poll(
        () =>
          store.create(configMap("after")).then(
            () => "made",
            (error: Error) => error.message,
          ),
        { timeout: 30_000 },
      )
      .toMatch(/^made$|already exists/);
  });

  it("after a compaction of events that were not delivered, all kinds are read again, watches lag, and older versions are Expired", {
    timeout,
  }, async () => {
    etcd = await startEtcd();
    const proxy = await startProxy(etcd.servers[0] as string);
    onTestFinished(() => proxy.stop());
    const direct = await open(etcd.servers);
    const store = await open([proxy.url]);
    await direct.create(configMap("kept"));
    const gone = await direct.create(configMap("gone"));
    await direct.create(definition);
    await store.refresh?.();
    const { resourceVersion } = await store.list(configMaps);
    const watch = store.watch({ kinds: [configMaps] });
    const next = watch.next();
    proxy.cut();
    await direct.delete(configMaps, gone.metadata);
    await direct.delete(customResourceDefinitions, { name: "widgets.example.com" });
    const last = await direct.create(configMap("new"));
    await etcd.etcdctl(["compact", last.metadata.resourceVersion]);
    proxy.heal();
    expect((await next)?.type).toBe("lagged");
    await store.refresh?.();
    const { items } = await store.list(configMaps);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["kept", "new"]);
    expect((await store.kinds()).some(({ kind }) => kind === "Widget")).toBe(false);
    await expect(store.watch({ kinds: [configMaps], resourceVersion }).next()).rejects.toMatchObject({
      code: "Expired",
    });
    const made = await store.create(configMap("later"));
    const signal = await watch.next();
    expect(signal).toMatchObject({ type: "events", events: [{ type: "ADDED", object: made }] });
    watch.close();
  });

  it("a connection that dies silently is detected within seconds: a write is executed over another one, once", {
    timeout,
  }, async () => {
    etcd = await startEtcd();
    const proxy = await startProxy(etcd.servers[0] as string);
    onTestFinished(() => proxy.stop());
    const store = await open([proxy.url]);
    const before = await store.create(configMap("counter"));
    const watch = store.watch({ kinds: [configMaps] });
    proxy.silence();
    // The write's own timeout of 15 s is the limit.
    const after = await store.update({ ...before, data: { a: "b" } });
    expect(Number(after.metadata.resourceVersion)).toBe(Number(before.metadata.resourceVersion) + 1);
    const signal = await watch.next();
    expect(signal).toMatchObject({ type: "events", events: [{ type: "MODIFIED", object: after }] });
    watch.close();
  });

  it("when a connection is cut during writes, none is lost and none is executed twice", { timeout }, async () => {
    etcd = await startEtcd();
    const proxy = await startProxy(etcd.servers[0] as string);
    onTestFinished(() => proxy.stop());
    const store = await open([proxy.url]);
    const made = await store.create(configMap("list"));
    let isOver = false;
    const cutting = (async () => {
      for (let cuts = 0; !isOver && cuts < 500; cuts++) {
        await new Promise((resolve) => setTimeout(resolve, 30 + 13 * (cuts % 5)));
        proxy.cut();
        proxy.heal();
      }
    })();
    let current = made;
    for (let count = 0; count < 60; count++) {
      current = await store.update({ ...current, data: { count: String(count) } });
    }
    isOver = true;
    await cutting;
    const { kvs } = JSON.parse(await etcd.etcdctl(["get", "/registry/configmaps/default/list", "-w", "json"]));
    expect(kvs[0]).toMatchObject({ version: 61, mod_revision: Number(current.metadata.resourceVersion) });
    expect((await store.get(configMaps, made.metadata)).data).toEqual({ count: "59" });
  });

  it("during compaction and defragmentation no write fails, and the final state is correct", {
    timeout,
  }, async () => {
    etcd = await startEtcd();
    const store = await open(etcd.servers, { compactionIntervalMs: 50 });
    const object = await store.create(configMap("busy"));
    let last = "";
    for (let round = 0; round < 300; round++) {
      last = `v${round}`;
      await store.patch(configMaps, object.metadata, { type: "merge", value: { data: { last } } });
      if (round === 100) await etcd.etcdctl(["defrag"]);
    }
    const compacted = Number((await etcd.etcdctl(["get", "compact_rev_key", "--print-value-only"])).trim());
    expect(compacted).toBeGreaterThan(Number(object.metadata.resourceVersion));
    await expect(etcd.etcdctl(["get", "x", `--rev=${object.metadata.resourceVersion}`])).rejects.toThrow("compacted");
    expect((await store.get(configMaps, object.metadata)).data).toEqual({ last });
  });

  it("two stores coordinate compaction by the version of one key", { timeout }, async () => {
    etcd = await startEtcd();
    await open(etcd.servers, { compactionIntervalMs: 200 });
    await open(etcd.servers, { compactionIntervalMs: 200 });
    const version = async () => {
      const { kvs } = JSON.parse(await (etcd as EtcdCluster).etcdctl(["get", "compact_rev_key", "-w", "json"]));
      return Number(kvs?.[0]?.version ?? 0);
    };
    await expect.poll(version, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  });

  it("Events are deleted when their lease expires", { timeout }, async () => {
    etcd = await startEtcd();
    const store = await open(etcd.servers, { eventTtlMs: 2_000 });
    for (const name of ["a", "b", "c"]) {
      await store.create({
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace },
        involvedObject: { kind: "Pod", name: "p", namespace },
        reason: "Tested",
        type: "Normal",
      } as never);
    }
    const watch = store.watch({ kinds: [{ apiVersion: "v1", kind: "Event" }] });
    const deleted = new Set<string>();
    while (deleted.size < 3) {
      const signal = await watch.next();
      if (signal?.type !== "events") throw new Error("the watch has ended");
      for (const { type, object } of signal.events) if (type === "DELETED") deleted.add(object.metadata.name);
    }
    watch.close();
    expect((await store.list({ apiVersion: "v1", kind: "Event" })).items).toEqual([]);
  });
});

function configMap(name: string): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } };
}

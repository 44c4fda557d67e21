import {
  type ConfigMap,
  configMaps,
  type KubernetesObject,
  secrets,
  silentLogger,
  type Watch,
  type WatchEvent,
} from "@engenho/core";
import { createEtcdStore } from "@engenho/store-etcd";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startProxy } from "./support/cuttable-proxy.js";
import { definition } from "./support/definition.js";
import { type EtcdCluster, noEtcd, startEtcd } from "./support/etcd-cluster.js";

const namespace = "default";

describe.skipIf(noEtcd !== undefined)("a watch from a version older than the start of the store", () => {
  let etcd: EtcdCluster;
  let prefixes = 0;

  beforeAll(async () => {
    etcd = await startEtcd();
  }, 30_000);
  afterAll(() => etcd.stop());

  /** Opens stores over the same keys, one after the other. */
  function opener() {
    const prefix = `/past/${prefixes++}`;
    return async (options: Partial<Parameters<typeof createEtcdStore>[0]> = {}) => {
      const store = await createEtcdStore({ servers: etcd.servers, prefix, logger: silentLogger, ...options });
      onTestFinished(() => store.close());
      return store;
    };
  }

  const text = ({ type, object }: WatchEvent) => `${type} ${object.metadata.name}@${object.metadata.resourceVersion}`;

  /** The next `count` events. */
  async function take(watch: Watch, count: number): Promise<readonly WatchEvent[]> {
    const events: WatchEvent[] = [];
    while (events.length < count) {
      const signal = await watch.next();
      if (signal?.type !== "events") throw new Error(`${signal?.type ?? "the end"} instead of events`);
      events.push(...signal.events);
    }
    return events;
  }

  it("delivers the same events as a watch opened at that version, and then current ones", async () => {
    const open = opener();
    const first = await open();
    const begin = await first.create(configMap("begin"));
    const told = first.watch({ kinds: [configMaps], resourceVersion: begin.metadata.resourceVersion });
    const made = await first.create(configMap("a"));
    await first.create({ ...secrets, metadata: { namespace, name: "other" } });
    await first.update({ ...made, data: { x: "1" } });
    await first.update({ ...begin, data: { x: "2" } });
    await first.delete(configMaps, { namespace, name: "a" });
    await first.create(configMap("a"));
    await first.create({ ...configMap("elsewhere"), metadata: { namespace: "else", name: "e" } });
    const then = await take(told, 6);
    await first.close();

    const second = await open();
    const watch = second.watch({ kinds: [configMaps], resourceVersion: begin.metadata.resourceVersion });
    const again = await take(watch, 6);
    expect(again).toEqual(then);
    expect(watch.resourceVersion).toBe(then[5]?.object.metadata.resourceVersion);
    const later = await second.create(configMap("later"));
    expect((await take(watch, 1)).map(text)).toEqual([`ADDED later@${later.metadata.resourceVersion}`]);
    watch.close();

    // One namespace, and any version in between.
    const from = then[2]?.object.metadata.resourceVersion;
    const part = second.watch({ kinds: [configMaps], namespace: "else", resourceVersion: from });
    expect((await take(part, 1)).map(text)).toEqual([text(then[5] as WatchEvent)]);
    part.close();
    expect(await part.next()).toBeUndefined();
  });

  it("delivers the commits of several kinds, or of all, in one order", async () => {
    const open = opener();
    const first = await open();
    const begin = await first.create(configMap("begin"));
    const names = ["a", "b", "c", "d"];
    for (const [index, name] of names.entries()) {
      if (index % 2 === 0) await first.create(configMap(name));
      else await first.create({ ...secrets, metadata: { namespace, name } });
    }
    await first.close();
    const second = await open();
    const { resourceVersion } = begin.metadata;
    for (const kinds of [[configMaps, secrets], undefined]) {
      const watch = second.watch({ ...(kinds === undefined ? {} : { kinds }), resourceVersion });
      expect((await take(watch, 4)).map(({ object }) => object.metadata.name)).toEqual(names);
      watch.close();
    }
  });

  it("misses and repeats nothing while others write and its connection is cut", {
    timeout: 60_000,
  }, async () => {
    const open = opener();
    const first = await open();
    const begin = await first.create(configMap("begin"));
    for (let index = 0; index < 300; index++) await first.create(configMap(`a${index}`));
    const proxy = await startProxy(etcd.servers[0] as string);
    onTestFinished(() => proxy.stop());
    const second = await open({ servers: [proxy.url] });
    let isOver = false;
    const writing = (async () => {
      for (let index = 0; index < 300; index++) await first.create(configMap(`b${index}`));
    })();
    const cutting = (async () => {
      for (let cuts = 0; !isOver && cuts < 50; cuts++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        proxy.cut();
        proxy.heal();
      }
    })();
    const watches = Array.from({ length: 5 }, () =>
      second.watch({ kinds: [configMaps], resourceVersion: begin.metadata.resourceVersion }),
    );
    const all = await Promise.all(watches.map((watch) => take(watch, 600)));
    isOver = true;
    await Promise.all([writing, cutting]);
    const expected = ["a", "b"].flatMap((letter) => Array.from({ length: 300 }, (_, index) => `${letter}${index}`));
    for (const events of all) expect(events.map(({ object }) => object.metadata.name)).toEqual(expected);
    for (const watch of watches) watch.close();
  });

  it("delivers the commits of a custom kind that was never read before", async () => {
    const open = opener();
    const first = await open();
    await first.create(definition);
    const widget = (name: string): KubernetesObject => ({
      ...{ apiVersion: "example.com/v1", kind: "Widget", metadata: { name, namespace } },
    });
    const { metadata } = await first.create(widget("one"));
    await first.create(widget("two"));
    await first.close();
    const second = await open();
    const kinds = [{ apiVersion: "example.com/v1", kind: "Widget" }];
    const watch = second.watch({ kinds, resourceVersion: metadata.resourceVersion });
    expect((await take(watch, 1)).map(({ object }) => object.metadata.name)).toEqual(["two"]);
    watch.close();
  });

  it("is Expired if etcd has compacted the versions after it, and works from the compacted version on", async () => {
    const open = opener();
    const first = await open();
    const made = await first.create(configMap("a"));
    const changed = await first.update({ ...made, data: { x: "1" } });
    const last = await first.update({ ...changed, data: { x: "2" } });
    await etcd.etcdctl(["compact", changed.metadata.resourceVersion]);
    await first.close();
    const second = await open();
    const watchFrom = (resourceVersion: string) => second.watch({ kinds: [configMaps], resourceVersion });
    for (const { metadata } of [{ metadata: { resourceVersion: "1" } }, made]) {
      const watch = watchFrom(metadata.resourceVersion);
      await expect(watch.next()).rejects.toMatchObject({ code: "Expired" });
      expect(await watch.next()).toBeUndefined();
    }
    const watch = watchFrom(changed.metadata.resourceVersion);
    expect(await take(watch, 1)).toEqual([{ type: "MODIFIED", object: last, previous: changed }]);
    watch.close();
  });

  it("ends when its store is closed, even while a reader waits", async () => {
    const open = opener();
    const first = await open();
    const { metadata } = await first.create(configMap("a"));
    await first.create(configMap("b"));
    await first.close();
    const second = await open();
    const watch = second.watch({ kinds: [configMaps], resourceVersion: metadata.resourceVersion });
    await take(watch, 1);
    const next = watch.next();
    await second.close();
    expect(await next).toBeUndefined();
  });
});

function configMap(name: string): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } };
}

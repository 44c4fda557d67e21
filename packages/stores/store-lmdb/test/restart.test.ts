import { statSync } from "node:fs";
import { join } from "node:path";
import { type KubernetesObject, type Service, type Stored, silentLogger, type WatchEvent } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createLmdbStore, type LmdbStore, type LmdbStoreOptions } from "@engenho/store-lmdb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configMap, configMaps, dataDirectories } from "./support/data-directories.js";

const newDirectory = dataDirectories();
const open = (directory: string, options: Partial<LmdbStoreOptions> = {}) =>
  createLmdbStore({ directory, logger: silentLogger, clock: new FakeClock(), ...options });

/** Opens a store, calls `work`, and closes the store. */
async function during<T>(
  directory: string,
  work: (store: LmdbStore) => Promise<T>,
  options?: Partial<LmdbStoreOptions>,
) {
  const store = await open(directory, options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function eventsSince(store: LmdbStore, resourceVersion: string): Promise<readonly WatchEvent[]> {
  const watch = store.watch({ resourceVersion });
  const signal = await watch.next();
  watch.close();
  return signal?.type === "events" ? signal.events : [];
}

describe("after a restart", () => {
  it("objects exist, deleted ones do not, and resourceVersions continue", async () => {
    const directory = newDirectory();
    const { kept, last } = await during(directory, async (store) => {
      const created = await store.create(configMap("kept"));
      const gone = await store.create(configMap("gone"));
      const updated = await store.update({ ...created, data: { key: "value" } });
      await store.delete(configMaps, gone.metadata);
      return { kept: updated, last: (await store.list(configMaps)).resourceVersion };
    });
    await during(directory, async (store) => {
      const list = await store.list(configMaps);
      expect(list.items).toEqual([kept]);
      expect(list.resourceVersion).toBe(last);
      expect(Object.isFrozen(list.items[0]?.metadata)).toBe(true);
      const next = await store.create(configMap("next"));
      // The deletion was the last commit: its version is not assigned again.
      expect(Number(next.metadata.resourceVersion)).toBe(Number(last) + 1);
    });
  });

  it("a watch resumes where it was, and its events have the previous states", async () => {
    const directory = newDirectory();
    const before = await during(directory, async (store) => {
      const start = await store.create(configMap("start"));
      const a = await store.create(configMap("a"));
      const b = await store.update({ ...a, data: { key: "1" } });
      await store.update({ ...b, data: { key: "2" } });
      await store.delete(configMaps, a.metadata);
      await store.create(configMap("a"));
      const since = start.metadata.resourceVersion;
      return { since, oldest: store.oldestResourceVersion, events: await eventsSince(store, since) };
    });
    expect(before.events.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED", "MODIFIED", "DELETED", "ADDED"]);
    await during(directory, async (store) => {
      expect(await eventsSince(store, before.since)).toEqual(before.events);
      expect(store.oldestResourceVersion).toBe(before.oldest);
      const more = await store.create(configMap("more"));
      expect(await eventsSince(store, before.since)).toEqual([...before.events, { type: "ADDED", object: more }]);
    });
  });

  it("the history is limited by the options, and an older watch is Expired", async () => {
    const directory = newDirectory();
    const first = await during(directory, async (store) => {
      const created = await store.create(configMap("m0"));
      for (let index = 1; index < 10; index++) await store.create(configMap(`m${index}`));
      return created.metadata.resourceVersion;
    });
    await during(
      directory,
      async (store) => {
        expect(Number(store.oldestResourceVersion)).toBe(Number(first) + 6);
        await expect(store.watch({ resourceVersion: first }).next()).rejects.toMatchObject({ code: "Expired" });
      },
      { watchHistoryLimit: 3 },
    );
  });

  it("a continue token continues the same list", async () => {
    const directory = newDirectory();
    const { page, names } = await during(directory, async (store) => {
      for (let index = 0; index < 9; index++) await store.create(configMap(`m${index}`));
      const whole = await store.list(configMaps);
      return {
        page: await store.list(configMaps, { limit: 3 }),
        names: whole.items.map(({ metadata }) => metadata.name),
      };
    });
    await during(directory, async (store) => {
      await store.delete(configMaps, { namespace: "default", name: "m4" });
      await store.create(configMap("m5a"));
      const rest = await store.list(configMaps, { limit: 10, continue: page.continue });
      expect([...page.items, ...rest.items].map(({ metadata }) => metadata.name)).toEqual(names);
      expect(rest.resourceVersion).toBe(page.resourceVersion);
    });
  });

  it("cluster IPs and node ports that are in use are not allocated again", async () => {
    const directory = newDirectory();
    const service = (name: string): Service => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "default" },
      spec: { type: "NodePort", ports: [{ port: 80 }] },
    });
    const options = {
      services: { clusterIpRanges: ["10.0.0.0/28"] as const, nodePortRange: { first: 30_000, last: 30_009 } },
    };
    const used = await during(
      directory,
      (store) => Promise.all(["a", "b", "c"].map((name) => store.create(service(name)))),
      options,
    );
    await during(
      directory,
      async (store) => {
        const more = await Promise.all(["d", "e", "f"].map((name) => store.create(service(name))));
        const all = [...used, ...more].map(({ spec }) => spec);
        expect(new Set(all.map((spec) => spec?.clusterIP)).size).toBe(6);
        expect(new Set(all.map((spec) => spec?.ports?.[0]?.nodePort)).size).toBe(6);
      },
      options,
    );
  });

  it("custom kinds are served", async () => {
    const directory = newDirectory();
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "widgets", kind: "Widget" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    };
    const widget: KubernetesObject = {
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "w", namespace: "default" },
    };
    const made = await during(directory, async (store) => {
      await store.create(definition as KubernetesObject);
      return store.create(widget);
    });
    await during(directory, async (store) => expect(await store.get(widget, made.metadata)).toEqual(made));
  });

  it("objects of a kind that was not read yet are counted, and a create with their name is AlreadyExists", async () => {
    const directory = newDirectory();
    await during(directory, async (store) => store.create(configMap("a")), { watchHistoryLimit: 1 });
    await during(
      directory,
      async (store) => store.create({ ...configMap("s"), kind: "Secret", data: undefined } as never),
      { watchHistoryLimit: 1 },
    );
    await during(directory, async (store) => {
      expect((await store.countObjects()).get("configmaps")).toBe(1);
      expect(store.usedBytes()).toBeGreaterThan(0);
      await expect(store.create(configMap("a"))).rejects.toMatchObject({ code: "AlreadyExists" });
    });
  });

  it("keys of users' maps are data", async () => {
    const directory = newDirectory();
    const data = JSON.parse('{"__proto__":"x","constructor":"y","a":"z"}') as Record<string, string>;
    const other = JSON.parse('{"__proto__":"other","toString":"y"}') as Record<string, string>;
    const made = await during(directory, async (store) => [
      await store.create(configMap("a", data)),
      await store.create(configMap("b", data)),
      await store.create(configMap("c", other)),
    ]);
    await during(directory, async (store) => {
      const { items } = await store.list(configMaps);
      expect(items.map((item) => JSON.stringify(item))).toEqual(made.map((item) => JSON.stringify(item)));
    });
  });

  it("only the owner may read the directory and its files", async () => {
    const directory = newDirectory();
    await during(directory, async (store) => store.create(configMap("a")));
    const modes = [directory, join(directory, "store.mdb"), join(directory, "store.mdb-lock")].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });
});

describe("properties of restarts", () => {
  const step = fc.record({
    type: fc.constantFrom("create", "update", "delete", "restart"),
    name: fc.constantFrom("a", "b", "c", "d"),
    value: fc.string(),
  });

  it("a store that restarts anywhere is the same as one that does not: objects, versions, history", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const directory = newDirectory();
        let store = await open(directory, { random: seededRandom(1) });
        const lasting = await open(newDirectory(), { random: seededRandom(1) });
        try {
          for (const { type, name, value } of steps) {
            const key = { namespace: "default", name };
            if (type === "restart") {
              await store.close();
              store = await open(directory, { random: seededRandom(1) });
              continue;
            }
            const act = async (target: LmdbStore): Promise<unknown> => {
              if (type === "create") return target.create(configMap(name, { value }));
              if (type === "delete") return target.delete(configMaps, key);
              return target.patch(configMaps, key, { type: "merge", value: { data: { value } } });
            };
            const outcomes = await Promise.all(
              [store, lasting].map((target) =>
                act(target).then(
                  () => "done",
                  (error: { code: string }) => error.code,
                ),
              ),
            );
            expect(outcomes[0]).toBe(outcomes[1]);
          }
          expect(await state(store)).toEqual(await state(lasting));
        } finally {
          await Promise.all([store.close(), lasting.close()]);
        }
      }),
      { numRuns: Math.max(8, Math.ceil((fc.readConfigureGlobal().numRuns ?? 200) / 20)) },
    );
  });
});

/** The whole state that a client can see, without UIDs, which are random. */
async function state(store: LmdbStore): Promise<unknown> {
  const { items, resourceVersion } = await store.list(configMaps);
  const events = resourceVersion === "1" ? [] : await eventsSince(store, "1");
  const plain = ({ metadata, ...rest }: Stored) => ({ ...rest, metadata: { ...metadata, uid: "" } });
  return {
    resourceVersion,
    items: items.map(plain),
    events: events.map((event) => ({
      type: event.type,
      object: plain(event.object),
      previous: event.type === "ADDED" ? undefined : plain(event.previous),
    })),
  };
}

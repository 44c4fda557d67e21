import {
  type ConfigMap,
  configMaps,
  isStoreError,
  type KubernetesObject,
  type Stored,
  type Watch,
} from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { history, Model, modelled, type Step } from "./model.js";

const kind = { apiVersion: "v1", kind: "ConfigMap" } as const;
const finalizers = ["example.com/keep"];

function open(watchHistoryLimit?: number): MemoryStore {
  return createMemoryStore({ clock: new FakeClock(), random: seededRandom(7), watchHistoryLimit });
}

function reference(key: string) {
  const [namespace = "", name = ""] = key.split("/");
  return { ...kind, namespace, name };
}

/** Earlier versions of each name, newest last. */
type Seen = Map<string, { readonly object: Stored<ConfigMap>; readonly revision: number }[]>;

async function run(store: MemoryStore, step: Step, base: Stored<ConfigMap> | undefined): Promise<string | undefined> {
  const { namespace, name } = reference(step.name);
  const configMap = (value: string, more: object = {}): ConfigMap => ({
    ...kind,
    metadata: { name, namespace, ...more },
    data: { value },
  });
  try {
    switch (step.type) {
      case "create":
        await store.create(configMap(step.value, step.finalizer ? { finalizers } : {}));
        return undefined;
      case "update":
        if (base !== undefined) await store.update({ ...base, data: { value: step.value } });
        return undefined;
      case "overwrite":
        await store.update(configMap(step.value, { finalizers: await finalizersOf(store, step.name) }));
        return undefined;
      case "patch":
        await store.patch(configMaps, reference(step.name), { type: "merge", value: { data: { value: step.value } } });
        return undefined;
      case "delete":
        await store.delete(configMaps, reference(step.name));
        return undefined;
      case "finalize":
        await store.patch(configMaps, reference(step.name), {
          type: "merge",
          value: { metadata: { finalizers: null } },
        });
        return undefined;
    }
  } catch (error) {
    if (isStoreError(error)) return error.code;
    throw error;
  }
}

async function finalizersOf(store: MemoryStore, key: string): Promise<readonly string[]> {
  const current = await store.get(configMaps, reference(key)).catch(() => undefined);
  return current?.metadata.finalizers ?? [];
}

function keyOf(object: KubernetesObject): string {
  return `${object.metadata.namespace}/${object.metadata.name}`;
}

/** Maintains a copy of the store from a watch, listing again after a lag. */
async function follow(store: MemoryStore, watch: Watch, mirror: Map<string, Stored>): Promise<void> {
  const signal = await watch.next();
  if (signal?.type === "lagged") {
    const { items, resourceVersion } = await store.list(kind);
    mirror.clear();
    for (const item of items) mirror.set(keyOf(item), item);
    expect(Number(resourceVersion)).toBeGreaterThanOrEqual(Number(watch.resourceVersion));
    return;
  }
  for (const event of signal?.events ?? []) {
    if (event.type === "DELETED") mirror.delete(keyOf(event.object));
    else mirror.set(keyOf(event.object), event.object);
  }
}

describe("any history of writes", () => {
  it("gives the same content and the same errors as a simple model", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const store = open();
        const model = new Model();
        const seen: Seen = new Map();
        for (const step of steps) {
          const versions = seen.get(step.name) ?? [];
          const base = step.type === "update" ? versions[versions.length - 1 - step.age] : undefined;
          const expected = model.apply(step, base?.revision);
          expect(await run(store, step, base?.object)).toBe(expected);
          for (const item of (await store.list(configMaps)).items) {
            const key = keyOf(item);
            const known = seen.get(key) ?? [];
            const revision = model.objects.get(key)?.revision ?? 0;
            if (known.at(-1)?.revision !== revision) seen.set(key, [...known, { object: item, revision }]);
          }
          const { items } = await store.list(configMaps);
          expect(items.map(keyOf)).toEqual([...model.objects.keys()].sort());
          for (const item of items) expect(model.objects.get(keyOf(item))).toMatchObject(modelled(item));
        }
        await store.close();
      }),
    );
  });

  it("is delivered by a watch as exactly its commits, whose replay gives the list", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const store = open();
        const watch = store.watch();
        const model = new Model();
        for (const step of steps) {
          if (step.type === "update") continue;
          model.apply(step, undefined);
          await run(store, step, undefined);
        }
        const signal = model.commits === 0 ? undefined : await watch.next();
        const events = signal?.type === "events" ? signal.events : [];
        expect(events).toHaveLength(model.commits);
        const mirror = new Map<string, Stored>();
        let version = 0;
        for (const event of events) {
          const key = keyOf(event.object);
          expect(Number(event.object.metadata.resourceVersion)).toBeGreaterThan(version);
          version = Number(event.object.metadata.resourceVersion);
          if (event.type === "ADDED") expect(mirror.has(key)).toBe(false);
          else expect(event.previous).toBe(mirror.get(key));
          if (event.type === "DELETED") mirror.delete(key);
          else mirror.set(key, event.object);
        }
        const { items } = await store.list(kind);
        expect([...mirror.values()].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))).toEqual(items);
        await store.close();
      }),
    );
  });

  it("can be followed by a slow reader of a short log, which is notified of every lag", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }), async (steps, pauses) => {
        const store = open(4);
        const watch = store.watch();
        const mirror = new Map<string, Stored>();
        let pause = 0;
        let wait = pauses[0] ?? 0;
        for (const step of steps) {
          await run(store, step, undefined);
          if (wait-- > 0) continue;
          wait = pauses[++pause % pauses.length] ?? 0;
          if ((await store.list(kind)).resourceVersion !== watch.resourceVersion) await follow(store, watch, mirror);
        }
        for (let version = ""; version !== (await store.list(kind)).resourceVersion; version = watch.resourceVersion) {
          if ((await store.list(kind)).resourceVersion === watch.resourceVersion) break;
          await follow(store, watch, mirror);
        }
        const { items } = await store.list(kind);
        expect([...mirror.values()].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))).toEqual(items);
        await store.close();
      }),
    );
  });

  it("pages of any size give the same as the whole list, whatever is written in between", async () => {
    await fc.assert(
      fc.asyncProperty(history, history, fc.integer({ min: 1, max: 3 }), async (before, between, limit) => {
        const store = open();
        for (const step of before) await run(store, step, undefined);
        const whole = await store.list(kind);
        const pages: Stored[] = [];
        let page = await store.list(kind, { limit });
        pages.push(...page.items);
        for (const step of between) await run(store, step, undefined);
        while (page.continue !== undefined) {
          expect(pages.length).toBeLessThan(whole.items.length);
          expect(page.remainingItemCount).toBe(whole.items.length - pages.length);
          page = await store.list(kind, { limit, continue: page.continue });
          pages.push(...page.items);
        }
        expect(pages).toEqual(whole.items);
        await store.close();
      }),
    );
  });
});

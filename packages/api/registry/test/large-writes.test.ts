import type { ConfigMap, Patch } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "./support/open-registry.js";
import { slowClock } from "./support/slow-clock.js";

const keys = 24_000;
const kind = { apiVersion: "v1", kind: "ConfigMap" };
const key = { namespace: "default", name: "large" };
const dataOf = (count: number, value: string, prefix = "k") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value]));
const configMap = (data: Record<string, string>): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "large", namespace: "default" },
  data,
});
const named = { fieldManager: "tester" };

/** A registry in which each look at the clock takes a millisecond, with the object as it was created. */
async function opened(data: Record<string, string>) {
  const { clock, turns } = slowClock();
  const { store } = openRegistry({ clock });
  await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  await store.create(configMap(data), named);
  const before = turns();
  return { store, turnsSince: () => turns() - before };
}

type Opened = Awaited<ReturnType<typeof opened>>;
type Write = (store: Opened["store"]) => Promise<ConfigMap>;

const patched =
  (patch: Patch): Write =>
  async (store) =>
    (await store.patch(kind, key, patch, named)) as ConfigMap;

describe("a write of an object with thousands of fields is done in turns", () => {
  const next = dataOf(keys, "b");
  const others = dataOf(keys, "c", "o");
  it.each<[string, Write, number]>([
    ["an update", async (store) => (await store.update(configMap(next), named)) as ConfigMap, 7],
    ["an update to other fields", async (store) => (await store.update(configMap(others), named)) as ConfigMap, 9],
    ["a merge patch", patched({ type: "merge", value: { data: next } }), 7],
    ["a strategic merge patch", patched({ type: "strategic", value: { data: next } }), 7],
    ["a JSON patch", patched({ type: "json", value: [{ op: "replace", path: "/data", value: next }] }), 7],
    ["an apply", patched({ type: "apply", value: configMap(next), force: true }), 9],
  ])("%s", async (_, write, leastTurns) => {
    const { store, turnsSince } = await opened(dataOf(keys, "a"));
    const written = await write(store);
    expect(Object.keys(written.data ?? {}).length).toBeGreaterThanOrEqual(keys);
    expect(turnsSince()).toBeGreaterThanOrEqual(leastTurns);
  });

  it("a creation, in more turns the more fields it has", async () => {
    const few = slowClock();
    const many = slowClock();
    for (const [{ clock }, count] of [
      [few, 10],
      [many, keys],
    ] as const) {
      const { store } = openRegistry({ clock });
      await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
      await store.create(configMap(dataOf(count, "")), named);
    }
    expect(many.turns()).toBeGreaterThanOrEqual(few.turns() + 2);
  });

  it("what another client writes meanwhile is not lost: the patch is computed again", async () => {
    const { store, turnsSince } = await opened(dataOf(keys, "a"));
    const patching = store.patch(kind, key, { type: "merge", value: { data: next } }, named);
    await Promise.resolve();
    const small = store.patch(kind, key, { type: "merge", value: { metadata: { labels: { a: "b" } } } }, named);
    const [large, labelled] = await Promise.all([patching, small]);
    expect(turnsSince()).toBeGreaterThan(10);
    expect(labelled.metadata.labels).toEqual({ a: "b" });
    const now = (await store.get(kind, key)) as ConfigMap;
    expect(now.metadata.labels).toEqual({ a: "b" });
    expect(now.data?.k1).toBe("b");
    expect(large.metadata.uid).toBe(now.metadata.uid);
  });
});

describe("a small write", () => {
  it("takes no turn, whatever is written: it is done by the time its promise is there", async () => {
    const { store, clock } = openRegistry();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
    let turns = 0;
    const turn = clock.turn.bind(clock);
    clock.turn = () => {
      turns++;
      return turn();
    };
    await store.create(configMap({ a: "1" }), named);
    await store.update(configMap({ a: "2" }), named);
    await store.patch(kind, key, { type: "merge", value: { data: { a: "3" } } }, named);
    await store.patch(kind, key, { type: "apply", value: configMap({ a: "4" }), force: true }, named);
    expect(turns).toBe(0);
  });
});

import { configMaps, namespaces, silentLogger, type WatchEvent } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKubernetesStore, type KubernetesStore } from "../src/index.js";
import { configMap, ScriptedServer, status } from "./support/scripted-server.js";
import { startTestCluster, type TestCluster, until } from "./support/test-cluster.js";

const map = (namespace: string, name: string) => ({ ...configMaps, metadata: { namespace, name } });
const namesOf = ({ items }: { readonly items: readonly { readonly metadata: { readonly name: string } }[] }) =>
  items.map(({ metadata }) => metadata.name);

describe("a store of one namespace", () => {
  let cluster: TestCluster;
  let store: KubernetesStore;
  beforeEach(async () => {
    cluster = await startTestCluster();
    for (const name of ["a", "b"])
      await cluster.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await cluster.memory.create(map("a", "one"));
    await cluster.memory.create(map("b", "two"));
    store = await cluster.open({ namespace: "a" });
  });
  afterEach(() => cluster.close());

  it("lists and watches its objects only, cached or not; objects elsewhere can be read by name", async () => {
    expect(namesOf(await store.list(configMaps))).toEqual(["one"]);
    const watch = store.watch({ kinds: [configMaps] });
    expect(namesOf(await store.list(configMaps))).toEqual(["one"]);
    expect(namesOf(await store.list(configMaps, { namespace: "b" }))).toEqual(["two"]);
    expect((await store.get(configMaps, { namespace: "b", name: "two" })).metadata.name).toBe("two");
    await store.create(map("b", "three"));
    expect(namesOf(await store.list(configMaps))).toEqual(["one"]);
    expect(namesOf(await store.list(configMaps, { namespace: "b" }))).toEqual(["three", "two"]);
    const made = await store.create(map("a", "four"));
    expect(await watch.next()).toMatchObject({ type: "events", events: [{ type: "ADDED", object: made }] });
    watch.close();
  });

  it("a watch of every kind has the namespaced kinds, and a watch of another namespace is rejected", async () => {
    const told: WatchEvent[] = [];
    const watch = store.watch();
    (async () => {
      for await (const signal of watch) if (signal.type === "events") told.push(...signal.events);
    })().catch(() => {});
    await store.list(configMaps);
    await cluster.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "c" } });
    await cluster.memory.create(map("a", "last"));
    await until(() => told.length > 0);
    expect(told.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(["ConfigMap last"]);
    watch.close();
    await expect(store.watch({ namespace: "b" }).next()).rejects.toMatchObject({
      code: "BadRequest",
      message: "this store watches the namespace a, not b",
    });
    expect((await store.get(namespaces, { name: "c" })).metadata.name).toBe("c");
  });
});

describe("a user with permissions in one namespace only", () => {
  it("never exceeds them: all lists and watches are of that namespace", async () => {
    const server = new ScriptedServer();
    const url = await server.listen();
    const below = "/api/v1/namespaces/a/configmaps";
    server.intercept = ({ path, query, method }) => {
      if (path === "/api" || path === "/apis") return undefined;
      if (!path.startsWith(below)) return { code: 403, body: status(403, "Forbidden", `no ${path}`) };
      if (query.has("watch")) return { code: 403, body: status(403, "Forbidden", "not now") };
      if (method === "POST") return { code: 201, body: configMap("x", "101") };
      const metadata = { resourceVersion: "100" };
      return { code: 200, body: { kind: "ConfigMapList", apiVersion: "v1", metadata, items: [configMap("x", "50")] } };
    };
    const store = await createKubernetesStore({ server: url, namespace: "a", logger: silentLogger });
    expect(namesOf(await store.list(configMaps))).toEqual(["x"]);
    const watch = store.watch({ kinds: [configMaps] });
    expect(namesOf(await store.list(configMaps))).toEqual(["x"]);
    await store.create(map("a", "x"));
    watch.close();
    await store.close();
    await server.close();
    const asked = server.requests.map(({ path }) => path).filter((path) => path.startsWith("/api/v1/"));
    expect(new Set(asked)).toEqual(new Set([below]));
  });
});

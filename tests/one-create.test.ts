import { get, request } from "node:http";
import { KindFilter, type KubernetesObject } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KindTable } from "../packages/api/apiserver/src/catalogue/kind-table.js";
import { Negotiator } from "../packages/api/apiserver/src/http/negotiate.js";
import { type ApiServer, createApiServer } from "../packages/api/apiserver/src/index.js";
import { ResourceCatalogue } from "../packages/api/registry/src/model/resource-catalogue.js";
import { MemoryBackend } from "../packages/stores/store-memory/src/memory-backend.js";
import { CountedWorld } from "./support/counted-world.js";

// Counts the steps of a Pod create as described in ARCHITECTURE.md: each step passes its results on to the next.

const labels = { app: "web" };
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", labels },
  spec: { containers: [{ name: "main", image: "nginx" }] },
};
const path = "/api/v1/namespaces/default/pods";
const asTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(store: MemoryStore, authenticate = () => ({ name: "test" })): Promise<number> {
  const onRequest = () => {};
  const server: ApiServer = createApiServer({ store, kinds: store, authenticate, metrics: { onRequest } });
  closers.push(() => server.close());
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return port;
}

function send(port: number, method: string, to: string, body?: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { accept: asTable, "content-type": "application/json" };
    const sent = request({ host: "127.0.0.1", port, method, path: to, headers, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Opens a watch; resolves with a function that waits for the next event of a type. */
function openWatch(port: number, query: string): Promise<(type: string) => Promise<void>> {
  return new Promise((resolve, reject) => {
    const sent = get({ host: "127.0.0.1", port, path: `${path}?watch=1&${query}`, agent: false }, (response) => {
      let text = "";
      let onText = () => {};
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        onText();
      });
      response.on("error", () => {});
      resolve(
        (type) =>
          new Promise((seen) => {
            onText = () => {
              if (text.includes(`"type":"${type}"`)) seen();
            };
            onText();
          }),
      );
    });
    sent.on("error", reject);
    closers.push(async () => sent.destroy());
  });
}

describe("one Pod create", () => {
  it("is authenticated, negotiated, resolved, parsed and committed once on each side of the Store", async () => {
    // With a clock that stands still no write takes long enough to yield and check again.
    const store = createMemoryStore({ clock: new FakeClock() });
    closers.push(() => store.close());
    const authenticate = vi.fn(() => ({ name: "test" }));
    const port = await serve(store, authenticate);
    const negotiations = [vi.spyOn(Negotiator.prototype, "negotiate"), vi.spyOn(Negotiator.prototype, "orJson")];
    const byPath = vi.spyOn(KindTable.prototype, "atPath");
    const byName = [vi.spyOn(ResourceCatalogue.prototype, "find"), vi.spyOn(ResourceCatalogue.prototype, "ofKind")];
    const parse = vi.spyOn(JSON, "parse");
    const backend = (["get", "list", "commit"] as const).map((call) => vi.spyOn(MemoryBackend.prototype, call));
    const times = (spies: readonly { readonly mock: { readonly calls: unknown[] } }[]) =>
      spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);

    expect(await send(port, "POST", path, pod)).toBe(201);

    expect(authenticate).toHaveBeenCalledTimes(1);
    expect(times(negotiations), "negotiations").toBe(1);
    // The labels of the metrics are those of the resolved request.
    expect(byPath.mock.calls, "looked up by the path").toEqual([["", "v1"]]);
    expect(times(byName), "looked up by the object's kind").toBe(1);
    const parsed = parse.mock.calls.filter(([text]) => typeof text === "string" && text.includes('"image":"nginx"'));
    expect(parsed).toHaveLength(1);
    // Admission reads the namespace and the ServiceAccount before the object is prepared, and again right before the write;
    // whether the name exists is decided by the commit. The first Pod lists the LimitRanges and the PriorityClasses.
    expect(backend.map(({ mock }) => mock.calls.length)).toEqual([4, 2, 1]);
  });

  it("is negotiated once where it is refused, and resolved once where it is unauthenticated", async () => {
    const store = createMemoryStore();
    closers.push(() => store.close());
    const port = await serve(store, () => undefined as never);
    const negotiations = [vi.spyOn(Negotiator.prototype, "negotiate"), vi.spyOn(Negotiator.prototype, "orJson")];
    const byPath = vi.spyOn(KindTable.prototype, "atPath");
    expect(await send(port, "POST", path, pod)).toBe(401);
    expect(negotiations.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
    expect(byPath).toHaveBeenCalledTimes(1);
  });

  it("is matched against the filter of each watch once, all the way to the Endpoints", async () => {
    const world = new CountedWorld();
    closers.push(() => world.stop());
    await world.start(1);
    const port = await serve(world.store);
    const arrivals = await Promise.all(["labelSelector=app%3Dweb", ""].map((query) => openWatch(port, query)));
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "default" } };
    await world.store.create({ ...service, spec: { selector: labels, ports: [{ port: 80 }] } } as KubernetesObject);
    await world.settle();

    const matches = vi.spyOn(KindFilter.prototype, "matches");
    expect(await send(port, "POST", path, pod)).toBe(201);
    await world.settle();
    await Promise.all(arrivals.map((arrived) => arrived("ADDED")));

    const reference = { namespace: "default", name: "web" };
    const endpoints = await world.store.get({ apiVersion: "v1", kind: "Endpoints", ...reference }, reference);
    expect(endpoints).toMatchObject({ subsets: [{ addresses: [{ targetRef: { name: "web" } }] }] });
    // By filter and commit: one version of an object is one object.
    const perWatch = new Map<unknown, Map<unknown, number>>();
    for (const [index, [object]] of matches.mock.calls.entries()) {
      const filter = matches.mock.contexts[index];
      const counts = perWatch.get(filter) ?? new Map<unknown, number>();
      counts.set(object, (counts.get(object) ?? 0) + 1);
      perWatch.set(filter, counts);
    }
    expect(perWatch.size).toBeGreaterThan(5);
    const most = Math.max(...[...perWatch.values()].flatMap((counts) => [...counts.values()]));
    expect(most).toBe(1);
  });
});

describe("a watch with a field selector", () => {
  it("from a version lists nothing: the server itself knows which fields are selectable", async () => {
    const store = createMemoryStore();
    closers.push(() => store.close());
    const { metadata } = await store.create({ ...pod, metadata: { ...pod.metadata, namespace: "default" } });
    const port = await serve(store);
    const lists = vi.spyOn(MemoryBackend.prototype, "list");
    const from = `resourceVersion=${metadata.resourceVersion}`;
    const arrived = await openWatch(port, `${from}&fieldSelector=status.phase%3DPending`);
    await store.create({ ...pod, metadata: { name: "second", namespace: "default" } });
    await arrived("ADDED");
    expect(lists).not.toHaveBeenCalled();
  });
});

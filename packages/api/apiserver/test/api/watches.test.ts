import { configMaps } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer, type TestWatch } from "../support/test-server.js";

const maps = "/api/v1/namespaces/default/configmaps";

describe("watches", () => {
  let server: TestServer;
  let clock: FakeClock;
  const open: TestWatch[] = [];
  const observed: string[] = [];
  beforeEach(async () => {
    clock = new FakeClock();
    observed.length = 0;
    const metrics = {
      onWatchOpen: ({ resource }: { resource: string }) => observed.push(`open ${resource}`),
      onWatchClose: ({ resource, events }: { resource: string; events: number }) =>
        observed.push(`close ${resource} ${events}`),
    };
    server = await startServer({ clock, metrics });
  });
  afterEach(async () => {
    for (const watch of open.splice(0)) watch.close();
    await server.close();
  });

  const create = (name: string, labels: Record<string, string> = {}, namespace = "default") =>
    server.store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels } });
  const label = (name: string, labels: Record<string, string | null>) =>
    server.store.patch(configMaps, { namespace: "default", name }, { type: "merge", value: { metadata: { labels } } });
  const remove = (name: string) => server.store.delete(configMaps, { namespace: "default", name });
  const watch = async (path: string, headers?: Record<string, string>) => {
    const opened = await server.watch(path, headers);
    open.push(opened);
    return opened;
  };
  const version = async () =>
    ((await server.send("GET", maps)).json as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  const seen = async (from: TestWatch, count: number) => {
    const lines: string[] = [];
    while (lines.length < count) {
      const line = await from.next();
      if (line === undefined) return [...lines, "end"];
      lines.push(`${line.type} ${line.object.metadata?.name ?? line.object.reason}`);
    }
    return lines;
  };

  it("AP-80: delivers every commit after its version in order", async () => {
    const from = await version();
    await create("a");
    const watching = await watch(`${maps}?watch=true&resourceVersion=${from}`);
    await label("a", { x: "y" });
    await create("other", {}, "kube-system");
    await remove("a");
    expect(await seen(watching, 3)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
  });

  it("AP-80: without a version it first sends the current state", async () => {
    await create("a");
    for (const query of ["watch=1", "watch=1&resourceVersion=0"]) {
      const watching = await watch(`${maps}?${query}`);
      expect(await seen(watching, 1)).toEqual(["ADDED a"]);
    }
    const fresh = await watch(`${maps}?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`);
    await create("b");
    expect(await seen(fresh, 1)).toEqual(["ADDED b"]);
  });

  it("ends initial events with a bookmark on request", async () => {
    await create("a");
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const watching = await watch(`${maps}?${query}`);
    expect(await seen(watching, 1)).toEqual(["ADDED a"]);
    const bookmark = await watching.next();
    expect(bookmark).toMatchObject({
      type: "BOOKMARK",
      object: {
        kind: "ConfigMap",
        apiVersion: "v1",
        metadata: { resourceVersion: await version(), annotations: { "k8s.io/initial-events-end": "true" } },
      },
    });
  });

  it("AP-80: sends objects that start or stop matching the selector as ADDED and DELETED", async () => {
    await create("a", { app: "in" });
    const watching = await watch(`${maps}?watch=1&labelSelector=app%3Din`);
    await label("a", { app: "out" });
    await label("a", { app: "in" });
    await create("b", { app: "out" });
    await label("a", { more: "yes" });
    expect(await seen(watching, 4)).toEqual(["ADDED a", "DELETED a", "ADDED a", "MODIFIED a"]);
  });

  it("watches one name by a field selector and by the deprecated path", async () => {
    const byField = await watch(`${maps}?watch=1&fieldSelector=metadata.name%3Db`);
    const byPath = await watch("/api/v1/watch/namespaces/default/configmaps/b");
    const all = await watch("/api/v1/watch/configmaps");
    await create("a");
    await create("b");
    expect(await seen(byField, 1)).toEqual(["ADDED b"]);
    expect(await seen(byPath, 1)).toEqual(["ADDED b"]);
    expect(await seen(all, 2)).toEqual(["ADDED a", "ADDED b"]);
  });

  it("sends a bookmark each minute, but only on request", async () => {
    const watching = await watch(`${maps}?watch=1&allowWatchBookmarks=true&resourceVersion=${await version()}`);
    await clock.advance(60_000);
    expect(await watching.next()).toMatchObject({
      type: "BOOKMARK",
      object: { metadata: { resourceVersion: await version() } },
    });
    await create("a");
    expect(await seen(watching, 1)).toEqual(["ADDED a"]);
    await clock.advance(60_000);
    expect(await watching.next()).toMatchObject({
      type: "BOOKMARK",
      object: { metadata: { resourceVersion: await version() } },
    });
  });

  it("ends after timeoutSeconds, and leaves no timer behind", async () => {
    const watching = await watch(`${maps}?watch=1&timeoutSeconds=5&allowWatchBookmarks=true`);
    expect(await watching.next()).toMatchObject({ type: "BOOKMARK" });
    await clock.advance(5_000);
    expect(await watching.next()).toBeUndefined();
    await expect.poll(() => observed).toEqual(["open configmaps", "close configmaps 0"]);
    // Open connections are checked from time to time.
    watching.close();
    await expect.poll(() => clock.pendingTimers).toBe(0);
  });

  it("ends when the client disconnects", async () => {
    const watching = await watch(`${maps}?watch=1`);
    watching.close();
    await expect.poll(() => observed).toEqual(["open configmaps", "close configmaps 0"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends when the server closes", async () => {
    const watching = await watch(`${maps}?watch=1`);
    await server.close();
    expect(await watching.next()).toBeUndefined();
  });

  it("AP-80: reports an expired or future version by an ERROR event", async () => {
    const small = await startServer({ clock, watchHistoryLimit: 10 });
    for (let index = 0; index < 20; index++) {
      await small.store.create({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: `s-${index}`, namespace: "default" },
      });
    }
    const watching = await small.watch(`${maps}?watch=1&resourceVersion=1`);
    expect(watching.code).toBe(200);
    expect(await watching.next()).toMatchObject({
      type: "ERROR",
      object: {
        kind: "Status",
        code: 410,
        reason: "Expired",
        message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/) as unknown,
      },
    });
    expect(await watching.next()).toBeUndefined();
    const future = await small.watch(`${maps}?watch=1&resourceVersion=999999999`);
    expect(await future.next()).toMatchObject({ type: "ERROR", object: { code: 504, reason: "Timeout" } });
    await small.close();
  });

  it("sends Tables with the columns only in the first event, and metadata only", async () => {
    await create("a");
    await create("b");
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const tables = await watch(`${maps}?watch=1`, { accept });
    expect(await tables.next()).toMatchObject({
      type: "ADDED",
      object: {
        kind: "Table",
        columnDefinitions: [{ name: "Name" }, { name: "Data" }, { name: "Age" }],
        rows: [
          {
            cells: ["a", 0, expect.any(String) as unknown],
            object: { kind: "PartialObjectMetadata", metadata: { name: "a" } },
          },
        ],
      },
    });
    expect(await tables.next()).toMatchObject({
      object: { kind: "Table", columnDefinitions: null, rows: [{ cells: ["b", 0, expect.any(String) as unknown] }] },
    });
    const partial = await watch(`${maps}?watch=1`, {
      accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    });
    expect(await partial.next()).toMatchObject({ object: { kind: "PartialObjectMetadata", metadata: { name: "a" } } });
  });

  it.each([
    ["watch=1&fieldSelector=spec.nope%3D1", 400],
    ["watch=1&resourceVersionMatch=NotOlderThan", 422],
    ["watch=1&labelSelector=a%3Db%20c", 400],
    ["watch=1&includeObject=All", 400],
    ["watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=999999", 504],
  ])("refuses ?%s before the stream begins", async (query, code) => {
    expect((await server.send("GET", `${maps}?${query}`)).json).toMatchObject({ kind: "Status", code });
    expect(observed).toEqual([]);
  });

  it.each(["PATCH", "POST", "PUT", "DELETE"])("H13: a %s on a watch path does not open one", async (method) => {
    const answer = await server.send(method, "/api/v1/watch/configmaps", { body: {} });
    expect(answer.json).toMatchObject({ kind: "Status", code: 405 });
  });

  it("refuses a YAML stream", async () => {
    const headers = { accept: "application/yaml" };
    const refusal = await server.send("GET", `${maps}?watch=1`, { headers });
    expect(refusal.code).toBe(406);
    expect(refusal.text).toContain("only the following media types are accepted: application/json;stream=watch");
  });

  it("returns Events of events.k8s.io with that apiVersion", async () => {
    const watching = await watch("/apis/events.k8s.io/v1/events?watch=1");
    const involvedObject = { kind: "Pod", name: "p", namespace: "default" };
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e", namespace: "default" },
      involvedObject,
      message: "hello",
    };
    await server.store.create(event);
    expect(await watching.next()).toMatchObject({
      object: { apiVersion: "events.k8s.io/v1", kind: "Event", note: "hello", regarding: { name: "p" } },
    });
  });
});

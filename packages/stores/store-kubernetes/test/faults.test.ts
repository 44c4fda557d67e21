import {
  configMaps,
  isStoreError,
  type Stored,
  secrets,
  silentLogger,
  type Watch,
  type WatchEvent,
} from "@engenho/core";
import { FakeClock, RecordingLogger, seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKubernetesStore, type KubernetesStore, type KubernetesStoreOptions } from "../src/index.js";
import { bookmark, configMap, ScriptedServer, status } from "./support/scripted-server.js";
import { until } from "./support/test-cluster.js";

let clock: FakeClock;
let server: ScriptedServer;
let url: string;
let stores: KubernetesStore[];

beforeEach(async () => {
  clock = new FakeClock();
  server = new ScriptedServer();
  url = await server.listen();
  stores = [];
});

afterEach(async () => {
  for (const store of stores) await store.close();
  await server.close();
  expect(clock.pendingTimers).toBe(0);
});

async function open(options: Partial<KubernetesStoreOptions> = {}): Promise<KubernetesStore> {
  const base = { server: url, clock, random: seededRandom(1), logger: silentLogger };
  const store = await createKubernetesStore({ ...base, ...options });
  stores.push(store);
  return store;
}

/** Opens a watch of ConfigMaps, waits for its first list, and collects its events. */
async function follow(store: KubernetesStore): Promise<{ readonly events: string[]; readonly watch: Watch }> {
  const events: string[] = [];
  const watch = store.watch({ kinds: [configMaps] });
  collect(watch, (event) =>
    events.push(`${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}`),
  );
  await store.list(configMaps);
  return { events, watch };
}

function collect(watch: Watch, onEvent: (event: WatchEvent) => void): void {
  const reading = async () => {
    for await (const signal of watch) if (signal.type === "events") signal.events.forEach(onEvent);
  };
  reading().catch(() => {});
}

const names = (items: readonly Stored[]) => items.map(({ metadata }) => metadata.name);

describe("faults of watches", () => {
  it("a connection that dies silently is detected within the idle timeout, and the watch resumes", async () => {
    const { events } = await follow(await open());
    await until(() => server.watches.length === 1);
    server.watch.send("ADDED", configMap("x", "101"));
    await until(() => events.length === 1);
    await clock.advance(74_999);
    expect(server.watches.length).toBe(1);
    await clock.advance(1);
    await until(() => server.watches.length === 2);
    expect(server.watch.query.get("resourceVersion")).toBe("101");
    server.watch.send("ADDED", configMap("y", "102"));
    await until(() => events.length === 2);
    expect(events).toEqual(["ADDED x@101", "ADDED y@102"]);
    expect(server.lists.length).toBe(1);
  });

  it("bookmarks keep a quiet watch alive, and advance the version that it resumes from", async () => {
    const store = await open();
    const { watch } = await follow(store);
    await until(() => server.watches.length === 1);
    for (const version of ["110", "120"]) {
      await clock.advance(60_000);
      server.watch.send("BOOKMARK", bookmark(version));
      await until(() => watch.resourceVersion === version);
    }
    expect(server.watches.length).toBe(1);
    server.watch.cut();
    await until(async () => {
      await clock.advance(2_000);
      return server.watches.length === 2;
    });
    expect(server.watch.query.get("resourceVersion")).toBe("120");
  });

  it("after a restart of the server the watch resumes without a list", async () => {
    const { events } = await follow(await open());
    await until(() => server.watches.length === 1);
    server.watch.send("ADDED", configMap("x", "101"));
    await until(() => events.length === 1);
    const port = Number(new URL(url).port);
    await server.close();
    await clock.advance(5_000);
    const before = server;
    server = new ScriptedServer();
    await server.listen(port);
    await until(async () => {
      await clock.advance(1_000);
      return server.watches.length === 1;
    });
    expect(server.watch.query.get("resourceVersion")).toBe("101");
    expect(server.lists.length).toBe(0);
    server.watch.send("DELETED", configMap("x", "102"));
    await until(() => events.length === 2);
    expect(events[1]).toBe("DELETED x@102");
    expect(before.watches.length).toBe(1);
  });

  it("an ERROR event with 410 leads to a list, whose differences are events", async () => {
    const store = await open();
    server.list = {
      items: [configMap("kept", "10"), configMap("changed", "20"), configMap("gone", "30")],
      resourceVersion: "100",
    };
    const { events } = await follow(store);
    await until(() => server.watches.length === 1);
    server.list = {
      items: [configMap("kept", "10"), configMap("new", "160"), configMap("changed", "150")],
      resourceVersion: "200",
    };
    server.watch.send("ERROR", status(410, "Expired", "too old resource version: 100 (180)"));
    await until(() => server.watches.length === 2);
    expect(events).toEqual(["MODIFIED changed@150", "ADDED new@160", "DELETED gone@200"]);
    expect(server.watch.query.get("resourceVersion")).toBe("200");
    expect(names((await store.list(configMaps)).items)).toEqual(["changed", "kept", "new"]);
  });

  it("a 410 response to a resumed watch leads to a list, too", async () => {
    await follow(await open());
    await until(() => server.watches.length === 1);
    server.intercept = ({ query }) =>
      query.get("resourceVersion") === "100" ? { code: 410, body: status(410, "Gone", "too old") } : undefined;
    server.list = { items: [], resourceVersion: "300" };
    server.watch.end();
    await until(async () => {
      await clock.advance(2_000);
      return server.watches.length === 2;
    });
    expect(server.watch.query.get("resourceVersion")).toBe("300");
  });

  it("no other error ends a watch: after 500, 403, garbage and a 504 in the stream it is retried with backoff", async () => {
    const logger = new RecordingLogger();
    const { events } = await follow(await open({ logger }));
    await until(() => server.watches.length === 1);
    const faults: (() => void)[] = [
      () => server.watch.send("ERROR", status(500, "InternalError", "etcdserver: leader changed")),
      () => server.watch.send("ERROR", status(403, "Forbidden", "no longer allowed")),
      () => server.watch.send("ERROR", status(504, "Timeout", "too large resource version")),
      () => server.watch.send("ADDED", { not: "an object" }),
      () => server.watch.cut(),
    ];
    for (const [index, fault] of faults.entries()) {
      fault();
      await until(async () => {
        await clock.advance(5_000);
        return server.watches.length === index + 2;
      });
    }
    server.watch.send("ADDED", configMap("x", "500"));
    await until(() => events.length === 1);
    expect(logger.lines.filter(({ level }) => level === "warn").length).toBeGreaterThan(2);
  });

  it("an expired token is replaced, and the request is retried", async () => {
    let token = "old";
    let asked = 0;
    const kubeconfig = {
      getCurrentCluster: () => ({ server: url }),
      async applyToHTTPSOptions(options: { headers: Record<string, string> }) {
        asked++;
        options.headers.Authorization = `Bearer ${token}`;
      },
    };
    let valid = "old";
    server.intercept = ({ headers }) =>
      headers.authorization === `Bearer ${valid}`
        ? undefined
        : { code: 401, body: status(401, "Unauthorized", "Unauthorized") };
    const store = await open({ server: undefined, kubeconfig });
    await store.list(configMaps);
    expect(asked).toBe(1);
    valid = "new";
    token = "new";
    await store.list(configMaps);
    expect(asked).toBe(2);
    valid = "none";
    await expect(store.list(configMaps)).rejects.toMatchObject({ code: "Unauthorized", message: "Unauthorized" });
  });
});

describe("overloaded and slow servers", () => {
  it.each([429, 503])(
    "after a %i with Retry-After the request is retried after that time, even a write",
    async (code) => {
      const store = await open();
      let refusals = 2;
      server.intercept = ({ method }) => {
        if (method !== "POST") return undefined;
        if (refusals-- > 0)
          return {
            code,
            body: status(code, code === 429 ? "TooManyRequests" : "ServiceUnavailable", "later"),
            headers: { "retry-after": "3" },
          };
        return { code: 201, body: configMap("x", "101") };
      };
      let created: Stored | undefined;
      const creating = store
        .create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "a" } })
        .then((object) => {
          created = object;
        });
      const posts = () => server.requests.filter(({ method }) => method === "POST").length;
      await until(() => posts() === 1);
      await clock.advance(2_999);
      expect(posts()).toBe(1);
      await until(async () => {
        await clock.advance(3_000);
        return created !== undefined;
      });
      expect(posts()).toBe(3);
      await creating;
    },
  );

  it("without Retry-After the caller gets the server's error", async () => {
    const store = await open();
    server.intercept = ({ method }) =>
      method === "POST"
        ? { code: 429, body: status(429, "TooManyRequests", "no", { retryAfterSeconds: 7 }) }
        : undefined;
    const creating = store.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "a" } });
    await expect(creating).rejects.toMatchObject({
      code: "TooManyRequests",
      message: "no",
      details: { retryAfterSeconds: 7 },
    });
  });

  it("a request without a response fails with Timeout", async () => {
    const store = await open({ requestTimeoutMs: 10_000 });
    await store.kinds();
    server.intercept = () => "silence";
    const outcome = store.get(configMaps, { namespace: "a", name: "x" }).catch((error: unknown) => error);
    await until(() => server.requests.some(({ path }) => path.endsWith("/x")));
    await clock.advance(10_000);
    expect(isStoreError(await outcome, "Timeout")).toBe(true);
  });

  it("qps and burst limit the rate of requests", async () => {
    const store = await open({ qps: 1, burst: 3 });
    await store.kinds();
    const reads = Promise.all(
      [1, 2, 3].map(() => store.get(configMaps, { namespace: "a", name: "x" }).catch(() => {})),
    );
    await until(() => server.requests.length === 3);
    for (const made of [4, 5]) {
      await clock.advance(1_000);
      await until(() => server.requests.length === made);
    }
    await reads;
  });

  it("a list is read in pages; if its version expires between them, without pages", async () => {
    const store = await open({ pageSize: 2 });
    server.intercept = ({ path, query }) => {
      if (path !== "/api/v1/configmaps" || query.has("watch")) return undefined;
      if (query.get("continue") === "second") return { code: 410, body: status(410, "Expired", "too old continue") };
      const items = query.has("limit")
        ? [configMap("a", "1"), configMap("b", "2")]
        : ["a", "b", "c"].map((name) => configMap(name, "3"));
      const metadata = { resourceVersion: "100", ...(query.has("limit") ? { continue: "second" } : {}) };
      return { code: 200, body: { kind: "ConfigMapList", apiVersion: "v1", metadata, items } };
    };
    store.watch({ kinds: [configMaps] });
    expect(names((await store.list(configMaps)).items)).toEqual(["a", "b", "c"]);
    expect(server.lists.map(({ query }) => query.get("limit"))).toEqual(["2", "2", null]);
  });
});

describe("WatchList", () => {
  it("is used if the server supports it: one stream delivers the initial state and continues as the watch", async () => {
    server.watchList = true;
    const store = await open();
    const events: string[] = [];
    collect(store.watch({ kinds: [configMaps] }), ({ type, object }) => events.push(`${type} ${object.metadata.name}`));
    const listing = store.list(configMaps);
    await until(() => server.watches.length === 1);
    server.watch.send("ADDED", configMap("x", "50"));
    server.watch.send("BOOKMARK", bookmark("100", { "k8s.io/initial-events-end": "true" }));
    expect(names((await listing).items)).toEqual(["x"]);
    expect(events).toEqual([]);
    server.watch.send("MODIFIED", configMap("x", "101"));
    await until(() => events.length === 1);
    expect(events).toEqual(["MODIFIED x"]);
    expect(server.lists.length).toBe(0);
    expect(server.watch.query.get("resourceVersionMatch")).toBe("NotOlderThan");
  });

  it("is not tried again after the server has rejected it", async () => {
    await follow(await open());
    await until(() => server.watches.length === 1);
    server.watch.send("ERROR", status(410, "Expired", "too old"));
    await until(() => server.watches.length === 2);
    expect(server.requests.filter(({ query }) => query.has("sendInitialEvents")).length).toBe(1);
  });

  it("a refusal that arrives after that of another kind is followed by a list at once, too", async () => {
    const resources = ["ConfigMap", "Secret"].map((kind) => ({
      resource: `${kind.toLowerCase()}s`,
      responseKind: { group: "", version: "v1", kind },
      scope: "Namespaced",
      verbs: ["get", "list", "watch"],
    }));
    const items = [{ metadata: {}, versions: [{ version: "v1", resources, freshness: "Current" }] }];
    const body = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
    const empty = { kind: "SecretList", apiVersion: "v1", metadata: { resourceVersion: "100" }, items: [] };
    const refusal = status(422, "Invalid", "sendInitialEvents is forbidden");
    server.intercept = ({ path, query }) => {
      if (path === "/api") return { code: 200, body };
      if (path !== "/api/v1/secrets") return undefined;
      if (query.has("sendInitialEvents")) return { code: 422, body: refusal };
      return query.has("watch") ? "silence" : { code: 200, body: empty };
    };
    const logger = new RecordingLogger();
    const store = await open({ logger });
    for (const kinds of [[configMaps], [secrets]]) collect(store.watch({ kinds }), () => {});
    await Promise.all([store.list(configMaps), store.list(secrets)]);
    expect(server.requests.filter(({ query }) => query.has("sendInitialEvents")).length).toBe(2);
    expect(logger.at("warn")).toEqual([]);
  });
});

describe("the cache", () => {
  it("contains only watched kinds: others are read from the server, and a kind is dropped with its last watch", async () => {
    const store = await open();
    const reads = () => server.requests.filter(({ path }) => path.includes("configmaps")).length;
    server.intercept = ({ path }) => (path.endsWith("/x") ? { code: 200, body: configMap("x", "50") } : undefined);
    server.list = { items: [configMap("x", "50")], resourceVersion: "100" };
    await store.get(configMaps, { namespace: "a", name: "x" });
    expect(reads()).toBe(1);
    const { watch } = await follow(store);
    await until(() => server.watches.length === 1);
    const afterList = reads();
    await store.get(configMaps, { namespace: "a", name: "x" });
    await store.list(configMaps, { namespace: "a" });
    expect(reads()).toBe(afterList);
    watch.close();
    await until(() => !server.watch.isOpen);
    await store.get(configMaps, { namespace: "a", name: "x" });
    expect(reads()).toBe(afterList + 1);
  });

  it("a kind that may not be listed is read from the server, and the error is logged", async () => {
    const store = await open();
    server.intercept = ({ path, query }) =>
      path === "/api/v1/configmaps"
        ? { code: 403, body: status(403, "Forbidden", `no ${query.has("watch") ? "watch" : "list"}`) }
        : undefined;
    store.watch({ kinds: [configMaps] });
    await expect(store.list(configMaps)).rejects.toMatchObject({ code: "Forbidden", message: "no list" });
  });

  it("closing the store ends requests in flight and leaves no timer", async () => {
    const store = await open();
    await store.kinds();
    server.intercept = () => "silence";
    const outcome = store.get(configMaps, { namespace: "a", name: "x" }).catch((error: unknown) => error);
    store.watch({ kinds: [configMaps] });
    await until(() => server.requests.length === 3);
    await store.close();
    expect(isStoreError(await outcome, "Closed")).toBe(true);
  });
});

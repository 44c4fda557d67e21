import type { FlowSchema, PriorityLevelConfiguration } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import type { Exchange } from "../../src/http/exchange.js";
import { type ApiServerOptions, bearerTokens, createFlowControl, type FlowControl } from "../../src/index.js";
import { PlainPlace } from "../../src/limits/plain-place.js";
import { RequestLimits } from "../../src/limits/request-limits.js";
import { startServer, type TestServer, type TestWatch } from "../support/test-server.js";

let server: TestServer;
const watches: TestWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) watch.close();
  await server.close();
});

const users = new Map(
  ["admin", "jane", "greedy", "shy"].map((name) => {
    const group = name === "admin" ? "system:masters" : "devs";
    return [name, { name, groups: [group, "system:authenticated"] }] as const;
  }),
);
const as = (user: string) => ({ headers: { authorization: `Bearer ${user}` } });
const master = as("admin");

function level(name: string, limited: object): PriorityLevelConfiguration {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "PriorityLevelConfiguration",
    metadata: { name, uid: `uid-of-level-${name}` },
    spec: { type: "Limited", limited },
  } as PriorityLevelConfiguration;
}

function schema(name: string, spec: { level: string; precedence?: number; users?: string[]; groups?: string[] }) {
  const subjects = [
    ...(spec.users ?? []).map((user) => ({ kind: "User", user: { name: user } })),
    ...(spec.groups ?? []).map((group) => ({ kind: "Group", group: { name: group } })),
  ];
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: { name, uid: `uid-of-schema-${name}` },
    spec: {
      matchingPrecedence: spec.precedence ?? 1000,
      priorityLevelConfiguration: { name: spec.level },
      distinguisherMethod: { type: "ByUser" },
      rules: [
        {
          subjects,
          resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
          nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
        },
      ],
    },
  } as FlowSchema;
}

const queuing = (queueLengthLimit = 1000, queues = 64, handSize = 4) => ({
  nominalConcurrencyShares: 100,
  limitResponse: { type: "Queue", queuing: { queues, handSize, queueLengthLimit } },
});
const devs = schema("devs", { level: "devs", groups: ["devs"] });
const objects = (limited: object = queuing()) => ({ flowSchemas: [devs], priorityLevels: [level("devs", limited)] });

/** A route whose requests are answered one by one. */
function gate() {
  const waiting: { readonly user: string; readonly open: () => void }[] = [];
  const listeners: (() => void)[] = [];
  return {
    waiting,
    route: async ({ query }: { readonly query: URLSearchParams }) => {
      await new Promise<void>((open) => {
        waiting.push({ user: query.get("user") ?? "", open });
        for (const each of listeners.splice(0)) each();
      });
      return { contentType: "text/plain", body: "done" };
    },
    async reached(count: number): Promise<void> {
      while (waiting.length < count) await new Promise<void>((resolve) => listeners.push(resolve));
    },
    openAll() {
      for (const { open } of waiting.splice(0)) open();
    },
  };
}

async function start(concurrency: number, options: Partial<ApiServerOptions> & { clock?: FakeClock } = {}) {
  const clock = options.clock ?? new FakeClock();
  const flowControl = createFlowControl({ clock, concurrency });
  const gated = gate();
  server = await startServer({
    clock,
    authenticate: bearerTokens(users),
    flowControl,
    extraRoutes: { "/slow": gated.route },
    ...options,
  });
  return { clock, flowControl, gated };
}

const slow = (user: string) => server.send("GET", `/slow?user=${user}`, as(user));

/** Waits until it is so. */
async function until(isSo: () => boolean, during: () => void = () => {}): Promise<void> {
  for (let attempt = 0; attempt < 5000 && !isSo(); attempt++) {
    during();
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!isSo()) throw new Error("never so");
}

/** Resolves when so many requests wait for seats. */
const inLine = (flowControl: FlowControl, count: number) =>
  until(() => flowControl.flows().reduce((sum, flow) => sum + flow.waiting, 0) >= count);

describe("a served request", () => {
  it("is answered with the UIDs of its FlowSchema and priority level", async () => {
    const { flowControl } = await start(10);
    flowControl.configure(objects());
    for (const path of ["/version", "/api/v1/namespaces", "/nowhere"]) {
      const { headers } = await server.send("GET", path, as("jane"));
      expect(headers).toMatchObject({
        "x-kubernetes-pf-flowschema-uid": "uid-of-schema-devs",
        "x-kubernetes-pf-prioritylevel-uid": "uid-of-level-devs",
      });
    }
    const watch = await server.watch("/api/v1/namespaces?watch=1", as("jane").headers);
    watches.push(watch);
    expect(watch.code).toBe(200);
  });

  it("has no such headers without flow control, nor before its user is known", async () => {
    await start(10, { flowControl: undefined });
    expect((await server.send("GET", "/version", as("jane"))).headers).not.toHaveProperty(
      "x-kubernetes-pf-flowschema-uid",
    );
    await server.close();
    await start(10, { authenticate: () => undefined });
    const { code, headers } = await server.send("GET", "/api/v1/pods", as("nobody"));
    expect(code).toBe(401);
    expect(headers).not.toHaveProperty("x-kubernetes-pf-flowschema-uid");
  });

  it("belongs to another priority level as soon as the objects say so", async () => {
    const { flowControl } = await start(10);
    const levelOf = async () =>
      (await server.send("GET", "/version", as("jane"))).headers["x-kubernetes-pf-prioritylevel-uid"];
    expect(await levelOf()).toBe("");
    flowControl.configure(objects());
    expect(await levelOf()).toBe("uid-of-level-devs");
    const more = { ...objects(), priorityLevels: [level("devs", queuing()), level("jane", queuing())] };
    const jane = schema("jane", { level: "jane", precedence: 10, users: ["jane"] });
    flowControl.configure({ ...more, flowSchemas: [devs, jane] });
    expect(await levelOf()).toBe("uid-of-level-jane");
    flowControl.configure({ ...objects(), flowSchemas: [devs, jane] });
    expect(await levelOf()).toBe("uid-of-level-devs");
  });

  it.each<[string, object]>([
    ["no queues to deal from", { limitResponse: { type: "Queue", queuing: { queues: 2, handSize: 4 } } }],
    ["queues that no hash deals from", queuing(10, 1 << 30, 10)],
    ["a response of neither type", { limitResponse: { type: "Queue" } }],
  ])("falls to catch-all where its level has %s", async (_, limited) => {
    const { flowControl } = await start(10);
    const catchAll = level("catch-all", { nominalConcurrencyShares: 5, limitResponse: { type: "Reject" } });
    flowControl.configure({ flowSchemas: [devs], priorityLevels: [level("devs", limited), catchAll] });
    const { code, headers } = await server.send("GET", "/version", as("jane"));
    expect([code, headers["x-kubernetes-pf-prioritylevel-uid"]]).toEqual([200, "uid-of-level-catch-all"]);
  });
});

describe("when the seats are taken", () => {
  it("a request beyond them and their queues gets a 429 with upstream's text, and Retry-After", async () => {
    const { flowControl, gated } = await start(1);
    flowControl.configure(objects({ nominalConcurrencyShares: 100, limitResponse: { type: "Reject" } }));
    const first = slow("jane");
    await gated.reached(1);
    const { code, headers, text } = await server.send("GET", "/api/v1/namespaces", as("jane"));
    expect([code, headers["retry-after"], headers["content-type"], text]).toEqual([
      429,
      "1",
      "text/plain; charset=utf-8",
      "Too many requests, please try again later.\n",
    ]);
    expect(headers["x-kubernetes-pf-flowschema-uid"]).toBe("uid-of-schema-devs");
    gated.openAll();
    expect((await first).code).toBe(200);
    expect((await server.send("GET", "/api/v1/namespaces", as("jane"))).code).toBe(200);
  });

  it.each([
    ["15 seconds, by default", "/version", 15_000],
    ["a quarter of its time limit", "/version?timeout=8s", 2_000],
  ])("a request waits for %s", async (_, path, waitMs) => {
    const { clock, flowControl, gated } = await start(1);
    flowControl.configure(objects());
    const first = slow("jane");
    await gated.reached(1);
    const waiting = server.send("GET", path, as("jane"));
    await inLine(flowControl, 1);
    await clock.advance(waitMs - 1);
    expect(flowControl.flows().find(({ schema }) => schema === "devs")?.waiting).toBe(1);
    await clock.advance(1);
    expect((await waiting).code).toBe(429);
    expect(flowControl.flows().find(({ schema }) => schema === "devs")).toMatchObject({
      waiting: 0,
      rejected: { "time-out": 1 },
    });
    gated.openAll();
    await first;
  });

  it("administrators and health checks are served at once", async () => {
    const { flowControl, gated } = await start(1);
    const probes = schema("probes", { level: "exempt", precedence: 2, groups: ["system:unauthenticated"] });
    flowControl.configure({ ...objects(), flowSchemas: [devs, probes] });
    const requests = Array.from({ length: 20 }, () => slow("jane"));
    await inLine(flowControl, 19);
    expect((await server.send("GET", "/api/v1/namespaces", master)).code).toBe(200);
    expect(
      (await server.send("POST", "/api/v1/namespaces", { ...master, body: { metadata: { name: "a" } } })).code,
    ).toBe(201);
    expect((await server.send("GET", "/healthz")).code).toBe(200);
    const pump = setInterval(gated.openAll, 1);
    await Promise.all(requests);
    clearInterval(pump);
  });

  it("a body that does not arrive holds no seat, and a connection that lasts holds none", async () => {
    const { flowControl, gated } = await start(1);
    flowControl.configure(objects());
    const watch = await server.watch("/api/v1/namespaces?watch=1", as("jane").headers);
    watches.push(watch, await server.watch("/api/v1/namespaces?watch=1&resourceVersion=1", as("jane").headers));
    expect((await watch.next())?.type).toBe("ADDED");
    expect((await server.send("GET", "/version", as("jane"))).code).toBe(200);
    const first = slow("jane");
    await gated.reached(1);
    const create = server.send("POST", "/api/v1/namespaces/default/configmaps", {
      ...as("jane"),
      body: { metadata: { name: "a" } },
    });
    await inLine(flowControl, 1);
    gated.openAll();
    expect([(await first).code, (await create).code]).toEqual([200, 201]);
  });

  it("one user with 1,000 requests at once does not starve another", async () => {
    const { flowControl, gated } = await start(4);
    flowControl.configure(objects());
    const answered: string[] = [];
    const note = (user: string) => slow(user).then(({ code }) => answered.push(`${user} ${code}`));
    const greedy = Array.from({ length: 1000 }, () => note("greedy"));
    // At most 50 wait for each seat of the server; the others are refused.
    await until(() => answered.length === 796);
    expect(new Set(answered)).toEqual(new Set(["greedy 429"]));
    const shy = Array.from({ length: 5 }, () => note("shy"));
    let open = true;
    const done = Promise.all(shy).finally(() => {
      open = false;
    });
    await until(() => !open, gated.openAll);
    await done;
    expect(answered.filter((each) => each === "shy 200")).toHaveLength(5);
    // They did not wait for all those that came before them.
    expect(answered.filter((each) => each === "greedy 200").length).toBeLessThan(100);
    const pump = setInterval(gated.openAll, 1);
    await Promise.all(greedy);
    clearInterval(pump);
  });

  it("a level that is deleted serves those that wait, and is gone", async () => {
    const { flowControl, gated } = await start(1);
    flowControl.configure(objects());
    const requests = [slow("jane"), slow("jane")];
    await inLine(flowControl, 1);
    flowControl.configure({ flowSchemas: [], priorityLevels: [] });
    expect(flowControl.levels().map((each) => each.level)).toEqual(["exempt", "catch-all", "devs"]);
    const pump = setInterval(gated.openAll, 1);
    expect((await Promise.all(requests)).map(({ code }) => code)).toEqual([200, 200]);
    clearInterval(pump);
    await until(() => flowControl.levels().length === 2);
    expect(flowControl.levels().map((each) => each.level)).toEqual(["exempt", "catch-all"]);
  });

  it("without flow control, a read whose body is received has one place", async () => {
    const others = { maxBodyBytesInFlight: 0, maxUnreadBytes: 0, maxWatches: 0, maxTunnels: 0 };
    const inFlight = { maxRequestsInFlight: 1, maxMutatingRequestsInFlight: 1 };
    const limits = new RequestLimits({ ...inFlight, ...others }, new FakeClock());
    const exchange = { onClose: () => {} } as unknown as Exchange;
    const placeOf = () => new PlainPlace(limits, { exchange, verb: "get", isPublic: false, user: { name: "jane" } });
    for (let index = 0; index < 3; index++) {
      const place = placeOf();
      expect([place.enter("request"), place.enter("body")]).toEqual([undefined, undefined]);
      place.leave();
    }
  });

  it("without flow control, administrators are served beyond the plain limits", async () => {
    const { gated } = await start(1, { flowControl: undefined, limits: { maxRequestsInFlight: 1 } });
    const first = slow("jane");
    await gated.reached(1);
    expect((await server.send("GET", "/api/v1/namespaces", master)).code).toBe(200);
    const waiting = server.send("GET", "/api/v1/namespaces", as("jane"));
    expect((await server.send("GET", "/healthz", as("jane"))).code).toBe(200);
    expect(await Promise.race([waiting, Promise.resolve("waits")])).toBe("waits");
    gated.openAll();
    expect([(await first).code, (await waiting).code]).toEqual([200, 200]);
  });
});

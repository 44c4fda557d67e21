import { type Endpoints, StoreError } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEndpointsController } from "../../src/index.js";
import { podNames, World } from "../world.js";

describe("the Endpoints controller", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.stop();
  });

  /** Who is in the Endpoints of the Service web. */
  async function members(): Promise<{ ready: readonly string[]; notReady: readonly string[] }> {
    const { subsets = [] } = await world.endpoints();
    return {
      ready: podNames(subsets.flatMap(({ addresses = [] }) => addresses)),
      notReady: podNames(subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses)),
    };
  }

  describe("wakes", () => {
    beforeEach(async () => {
      await world.start({ endpoints: {} });
      await world.service("web");
      await world.pod("a");
      await world.pod("other", { labels: { app: "other" }, ip: "10.0.0.9" });
      await world.settle();
      world.takeCalls();
    });

    it("EP-1: for a Service that is added or changed", async () => {
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
      await world.patch("Service", "web", { spec: { selector: { app: "other" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: ["other"], notReady: [] });
    });

    it("EP-20: for a port of the Service that is added or removed", async () => {
      const ports = [{ name: "http", port: 80, targetPort: 8080 }];
      await world.patch("Service", "web", { spec: { ports: [...ports, { name: "x", port: 81, targetPort: 81 }] } });
      await world.settle();
      expect((await world.endpoints()).subsets?.[0]?.ports).toHaveLength(2);
      await world.patch("Service", "web", { spec: { ports } });
      await world.settle();
      expect((await world.endpoints()).subsets?.[0]?.ports).toHaveLength(1);
    });

    it("EP-2: for a pod that comes and goes", async () => {
      await world.pod("b", { ip: "10.0.0.2" });
      await world.settle();
      expect(await members()).toEqual({ ready: ["a", "b"], notReady: [] });
      await world.delete("Pod", "a");
      await world.settle();
      expect(await members()).toEqual({ ready: ["b"], notReady: [] });
    });

    it("EP-3: for a pod that becomes ready or not, is taken in, or leaves", async () => {
      await world.setStatus("a", { ready: false });
      await world.settle();
      expect(await members()).toEqual({ ready: [], notReady: ["a"] });
      await world.patch("Pod", "other", { metadata: { labels: { app: "web" } } });
      await world.patch("Pod", "a", { metadata: { labels: { app: "gone" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: ["other"], notReady: [] });
    });

    it("EP-4: not for a pod's phase alone; the next reconcile sees it", async () => {
      await world.setStatus("a", { phase: "Failed" });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
      await world.patch("Service", "web", { metadata: { labels: { touched: "yes" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: [], notReady: [] });
    });

    it("EP-6: for Endpoints that are deleted, not for those that somebody changes", async () => {
      await world.patch("Endpoints", "web", { subsets: [] });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
      await world.delete("Endpoints", "web");
      await world.settle();
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
    });

    it("EP-2: reads only what concerns the Service that the pod belongs to", async () => {
      await world.service("other");
      await world.settle();
      world.takeCalls();
      await world.setStatus("a", { ready: false });
      await world.settle();
      expect(world.takeCalls()).toEqual([
        "get Service web",
        "list Pod app=web",
        "get Endpoints web",
        "update Endpoints web",
      ]);
    });
  });

  it("EP-7: at its start removes Endpoints that no Service has, but not those that elect a leader", async () => {
    for (const [name, annotations] of [
      ["leftover", {}],
      ["election", { "control-plane.alpha.kubernetes.io/leader": "{}" }],
    ] as const) {
      await world.memory.create({
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name, namespace: "ns", annotations },
      } as Endpoints);
    }
    await world.start({ endpoints: {} });
    expect(await world.hasEndpoints("leftover")).toBe(false);
    expect(await world.hasEndpoints("election")).toBe(true);
  });

  it("EP-7: later leaves Endpoints alone that come before their Service, also at ticks of everything", async () => {
    const controller = createEndpointsController({ store: world.scripted.store, clock: world.clock });
    const everything = { type: "everything", reason: "fallback" } as const;
    const { signal } = new AbortController();
    await controller.tick(everything, signal);
    await world.memory.create({
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "early", namespace: "ns" },
    } as Endpoints);
    await controller.tick(everything, signal);
    expect(await world.hasEndpoints("early")).toBe(true);
  });

  it("EP-10: a tick of everything finds a Service whose deletion no event told of", async () => {
    const controller = createEndpointsController({ store: world.scripted.store, clock: world.clock });
    const everything = { type: "everything", reason: "lagged" } as const;
    const { signal } = new AbortController();
    await world.service("web");
    await controller.tick(everything, signal);
    await world.delete("Service", "web");
    await world.memory.create({
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "web", namespace: "ns" },
    } as Endpoints);
    await controller.tick(everything, signal);
    expect(await world.hasEndpoints()).toBe(false);
  });

  it("a tick of changes before any tick of everything knows the Services too", async () => {
    await world.service("web");
    const pod = await world.pod("a");
    const controller = createEndpointsController({ store: world.scripted.store, clock: world.clock });
    const changes = [{ type: "ADDED", object: pod } as const];
    const report = await controller.tick({ type: "changes", changes }, new AbortController().signal);
    expect(report).toMatchObject({ examined: 1, changed: 1 });
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-10: a Service that goes takes its Endpoints along, whoever deletes them", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.settle();
    expect(await world.hasEndpoints()).toBe(true);
    await world.delete("Service", "web");
    await world.settle();
    expect(await world.hasEndpoints()).toBe(false);
  });

  it.each([
    ["EP-11: of type ExternalName", { type: "ExternalName", externalName: "example.com", selector: { app: "web" } }],
    ["EP-12: without a selector", { selector: undefined }],
  ])("%s: makes nothing", async (_, spec) => {
    await world.start({ endpoints: {} });
    await world.service("web", { ...spec, ...("type" in spec ? { ports: undefined } : {}) });
    await world.pod("a");
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
  });

  it("EP-11, EP-30: a Service that stops being an ExternalName gets Endpoints without the headless label", async () => {
    await world.start({ endpoints: {} });
    await world.service("web", { type: "ExternalName", externalName: "example.com" });
    await world.pod("a");
    await world.settle();
    expect(await world.hasEndpoints()).toBe(false);
    await world.patch("Service", "web", { spec: { type: "ClusterIP", externalName: null } });
    await world.settle();
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
    expect((await world.endpoints()).metadata.labels).not.toHaveProperty("service.kubernetes.io/headless");
  });

  it("EP-12: Endpoints of a Service that lost its selector stay as they are", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    await world.patch("Service", "web", { spec: { selector: null } });
    await world.delete("Pod", "a");
    await world.settle();
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-13: pods of other namespaces do not count", async () => {
    await world.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "far" } });
    await world.service("web");
    const { metadata, ...pod } = await world.pod("a");
    const far = { ...pod, metadata: { name: "b", namespace: "far", labels: metadata.labels ?? {} } };
    const stored = await world.memory.create(far);
    await world.memory.update({ ...stored, status: pod.status }, { subresource: "status" });
    await world.start({ endpoints: {} });
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-14: a pod that is being deleted leaves at once, with publishNotReadyAddresses when it is gone", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.service("all", { selector: { app: "web" }, publishNotReadyAddresses: true });
    await world.pod("a", { finalizers: ["example.com/wait"] });
    await world.settle();
    await world.delete("Pod", "a");
    await world.settle();
    expect(await members()).toEqual({ ready: [], notReady: [] });
    const { subsets = [] } = await world.endpoints("all");
    expect(podNames(subsets[0]?.addresses)).toEqual(["a"]);
    await world.patch("Pod", "a", { metadata: { finalizers: null } });
    await world.settle();
    expect((await world.endpoints("all")).subsets ?? []).toEqual([]);
  });

  it("EP-17: Endpoints that validation refuses, such as for a pod without a node, are told and retried", async () => {
    const invalid = 'subsets[0].addresses[0].nodeName: Invalid value: ""';
    let refusals = 2;
    world.refuse = (call) =>
      call === "create Endpoints web" && refusals-- > 0 ? new StoreError("Invalid", invalid) : undefined;
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.pod("a", { nodeName: null });
    await world.settle();
    const told = `Warning FailedToCreateEndpoint Failed to create endpoint for service ns/web: ${invalid}`;
    expect(await world.events()).toEqual([told]);
    expect(world.controllers[0]?.delayedKeys).toBe(1);
    await world.delete("Pod", "a");
    await world.clock.advance(15);
    expect(await world.hasEndpoints()).toBe(true);
  });

  it("EP-28: a change that changes no address leaves the resourceVersion alone", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    const { metadata } = await world.endpoints();
    await world.patch("Service", "web", { metadata: { annotations: { touched: "yes" } } });
    await world.patch("Pod", "a", { metadata: { annotations: { touched: "yes" } } });
    await world.settle();
    expect((await world.endpoints()).metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect(world.takeWrites()).toEqual(["create Endpoints web"]);
  });

  it("EP-31, EP-40: tells when the change happened, and takes it back when nothing did", async () => {
    const trigger = "endpoints.kubernetes.io/last-change-trigger-time";
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.settle();
    expect((await world.endpoints()).metadata.annotations).toEqual({ [trigger]: "2025-01-01T00:00:00Z" });
    await world.pod("a", { readySince: "2025-01-01T00:00:07Z" });
    await world.settle();
    expect((await world.endpoints()).metadata.annotations).toEqual({ [trigger]: "2025-01-01T00:00:07Z" });
    await world.patch("Service", "web", { metadata: { labels: { a: "b" } } });
    await world.settle();
    expect((await world.endpoints()).metadata.annotations ?? {}).toEqual({});
  });

  it("EP-32: more than a thousand pods are truncated without flapping, and made whole again", async () => {
    const capacity = "endpoints.kubernetes.io/over-capacity";
    await world.service("web");
    for (let at = 0; at < 1001; at++) await world.pod(`p${at}`, { ip: `10.1.${at >> 8}.${at & 255}` });
    await world.start({ endpoints: {} });
    const first = await world.endpoints();
    expect(first.subsets?.[0]?.addresses).toHaveLength(1000);
    expect(first.metadata.annotations).toHaveProperty([capacity], "truncated");
    await world.patch("Service", "web", { metadata: { annotations: { touched: "once" } } });
    await world.settle();
    const second = await world.endpoints();
    await world.patch("Service", "web", { metadata: { annotations: { touched: "twice" } } });
    await world.settle();
    expect((await world.endpoints()).metadata.resourceVersion).toBe(second.metadata.resourceVersion);
    for (let at = 0; at < 501; at++) await world.delete("Pod", `p${at}`);
    await world.settle();
    const third = await world.endpoints();
    expect(third.subsets?.[0]?.addresses).toHaveLength(500);
    expect(third.metadata.annotations ?? {}).not.toHaveProperty([capacity]);
  });

  it("EP-34: a failing create is told and retried, one in a namespace that is being deleted is neither", async () => {
    const details = { causes: [{ reason: "NamespaceTerminating" }] };
    const errors = [
      new StoreError("Forbidden", "namespace is going", { details }),
      new StoreError("Forbidden", "not allowed"),
    ];
    world.refuse = (call) => (call === "create Endpoints web" ? errors.shift() : undefined);
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.settle();
    expect(await world.events()).toEqual([]);
    expect(world.controllers[0]?.delayedKeys).toBe(0);
    await world.pod("a");
    await world.settle();
    const told = "Warning FailedToCreateEndpoint Failed to create endpoint for service ns/web: not allowed";
    expect(await world.events()).toEqual([told]);
    await world.clock.advance(5);
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-34: a failing update is told and retried", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.settle();
    const errors = [new StoreError("Conflict", "somebody was faster")];
    world.refuse = (call) => (call === "update Endpoints web" ? errors.shift() : undefined);
    await world.pod("a");
    await world.settle();
    const told = "Warning FailedToUpdateEndpoint Failed to update endpoint ns/web: somebody was faster";
    expect(await world.events()).toEqual([told]);
    await world.clock.advance(5);
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-8: gives up after fifteen retries, until the next event", async () => {
    let tries = 0;
    let broken = true;
    world.refuse = (call) => {
      if (call !== "create Endpoints web" || !broken) return undefined;
      tries++;
      return new StoreError("InternalError", "down");
    };
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.clock.advance(1_000_000);
    expect(tries).toBe(16);
    expect(world.controllers[0]?.delayedKeys).toBe(0);
    broken = false;
    await world.pod("a");
    await world.settle();
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-35: a Service that is being deleted is still kept up", async () => {
    await world.start({ endpoints: {} });
    await world.service("web", {}, { finalizers: ["example.com/wait"] });
    await world.delete("Service", "web");
    await world.pod("a");
    await world.settle();
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  describe("EP-2: with a batch period", () => {
    beforeEach(async () => {
      await world.start({ endpoints: { endpointUpdatesBatchPeriodMs: 500 } });
      await world.service("web");
      await world.settle();
      world.takeWrites();
    });

    it("pods that come within it make one write", async () => {
      for (let at = 1; at <= 5; at++) {
        await world.pod(`p${at}`, { ip: `10.0.0.${at}` });
        await world.clock.advance(100);
      }
      expect(world.takeWrites()).toEqual(["update Endpoints web"]);
      expect((await members()).ready).toHaveLength(5);
    });

    it("nothing is written before it is over; the Service itself does not wait", async () => {
      await world.pod("a");
      await world.clock.advance(499);
      expect(world.takeWrites()).toEqual([]);
      await world.patch("Service", "web", { metadata: { labels: { a: "b" } } });
      await world.settle();
      expect(world.takeWrites()).toEqual(["update Endpoints web"]);
    });
  });

  it("EP-44: never works from Endpoints older than its own last write", async () => {
    // What upstream's tracker of stale Endpoints protects from: ready, not ready and ready again, faster than a cache.
    await world.start({ endpoints: {} });
    for (let at = 0; at < 10; at++) await world.service(`s${at}`, { selector: { app: "web" } });
    await world.pod("a", { ready: false });
    for (const ready of [true, false, true]) {
      await world.setStatus("a", { ready });
      await world.settle();
      for (let at = 0; at < 10; at++) {
        const { subsets = [] } = await world.endpoints(`s${at}`);
        expect(podNames(ready ? subsets[0]?.addresses : subsets[0]?.notReadyAddresses)).toEqual(["a"]);
      }
    }
    expect(await world.events()).toEqual([]);
    expect(world.controllers[0]?.retries).toBe(0);
  });

  it("hears of what it reads, and of nothing else", () => {
    const { kinds } = createEndpointsController({ store: createMemoryStore() });
    const heard = ["Service", "Pod", "Endpoints", "Node", "EndpointSlice"].filter((kind) =>
      kinds.matches({ apiVersion: "v1", kind }),
    );
    expect(heard).toEqual(["Service", "Pod", "Endpoints"]);
    expect(kinds.matches({ apiVersion: "serving.knative.dev/v1", kind: "Service" })).toBe(false);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a batch period of %s",
    (endpointUpdatesBatchPeriodMs) => {
      const create = () => createEndpointsController({ store: world.scripted.store, endpointUpdatesBatchPeriodMs });
      expect(create).toThrow(/ endpointUpdatesBatchPeriodMs: /);
    },
  );
});

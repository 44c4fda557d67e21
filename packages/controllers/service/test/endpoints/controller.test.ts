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

  /** The pods in the Endpoints of the Service web. */
  async function members(): Promise<{ ready: readonly string[]; notReady: readonly string[] }> {
    const { subsets = [] } = await world.endpoints();
    return {
      ready: podNames(subsets.flatMap(({ addresses = [] }) => addresses)),
      notReady: podNames(subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses)),
    };
  }

  describe("enqueues the Service", () => {
    beforeEach(async () => {
      await world.start({ endpoints: {} });
      await world.service("web");
      await world.pod("a");
      await world.pod("other", { labels: { app: "other" }, ip: "10.0.0.9" });
      await world.settle();
      world.takeCalls();
    });

    it("EP-1: when a Service is added or changed", async () => {
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
      await world.patch("Service", "web", { spec: { selector: { app: "other" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: ["other"], notReady: [] });
    });

    it("EP-20: when a port of the Service is added or removed", async () => {
      const ports = [{ name: "http", port: 80, targetPort: 8080 }];
      await world.patch("Service", "web", { spec: { ports: [...ports, { name: "x", port: 81, targetPort: 81 }] } });
      await world.settle();
      expect((await world.endpoints()).subsets?.[0]?.ports).toHaveLength(2);
      await world.patch("Service", "web", { spec: { ports } });
      await world.settle();
      expect((await world.endpoints()).subsets?.[0]?.ports).toHaveLength(1);
    });

    it("EP-2: when a pod is added or deleted", async () => {
      await world.pod("b", { ip: "10.0.0.2" });
      await world.settle();
      expect(await members()).toEqual({ ready: ["a", "b"], notReady: [] });
      await world.delete("Pod", "a");
      await world.settle();
      expect(await members()).toEqual({ ready: ["b"], notReady: [] });
    });

    it("EP-3: when a pod becomes ready or unready, or starts or stops being selected", async () => {
      await world.setStatus("a", { ready: false });
      await world.settle();
      expect(await members()).toEqual({ ready: [], notReady: ["a"] });
      await world.patch("Pod", "other", { metadata: { labels: { app: "web" } } });
      await world.patch("Pod", "a", { metadata: { labels: { app: "gone" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: ["other"], notReady: [] });
    });

    it("EP-4: not when only a pod's phase changes; the next reconcile takes it into account", async () => {
      await world.setStatus("a", { phase: "Failed" });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
      await world.patch("Service", "web", { metadata: { labels: { touched: "yes" } } });
      await world.settle();
      expect(await members()).toEqual({ ready: [], notReady: [] });
    });

    it("EP-6: when Endpoints are deleted, but not when another client changes them", async () => {
      await world.patch("Endpoints", "web", { subsets: [] });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
      await world.delete("Endpoints", "web");
      await world.settle();
      expect(await members()).toEqual({ ready: ["a"], notReady: [] });
    });

    it("EP-2: reads only the Service of the pod, its pods and its Endpoints", async () => {
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

  it("EP-7: at its start deletes Endpoints without a Service, but not those used for leader election", async () => {
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

  it("EP-7: later keeps Endpoints created before their Service, even in ticks of everything", async () => {
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

  it("EP-10: a tick of everything detects the deletion of a Service whose event was missed", async () => {
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

  it("Services are loaded even if no tick of everything precedes a tick of changes", async () => {
    await world.service("web");
    const pod = await world.pod("a");
    const controller = createEndpointsController({ store: world.scripted.store, clock: world.clock });
    const changes = [{ type: "ADDED", object: pod } as const];
    const report = await controller.tick({ type: "changes", changes }, new AbortController().signal);
    expect(report).toMatchObject({ examined: 1, changed: 1 });
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-10: the Endpoints of a deleted Service are deleted, by the store or the controller", async () => {
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
  ])("%s: creates nothing", async (_, spec) => {
    await world.start({ endpoints: {} });
    await world.service("web", { ...spec, ...("type" in spec ? { ports: undefined } : {}) });
    await world.pod("a");
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
  });

  it("EP-11, EP-30: a Service whose type changes from ExternalName gets Endpoints without the headless label", async () => {
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

  it("EP-12: Endpoints of a Service without a selector any more are kept unchanged", async () => {
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

  it("EP-14: a terminating pod is removed at once, with publishNotReadyAddresses when it is deleted", async () => {
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

  it("EP-17: Endpoints that fail validation, such as for a pod without a node, give an Event and are retried", async () => {
    const invalid = 'subsets[0].addresses[0].nodeName: Invalid value: ""';
    let refusals = 2;
    world.refuse = (call) =>
      call === "create Endpoints web" && refusals-- > 0 ? new StoreError("Invalid", invalid) : undefined;
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.pod("a", { nodeName: null });
    await world.settle();
    const event = `Warning FailedToCreateEndpoint Failed to create endpoint for service ns/web: ${invalid}`;
    expect(await world.events()).toEqual([event]);
    expect(world.controllers[0]?.delayedKeys).toBe(1);
    await world.delete("Pod", "a");
    await world.clock.advance(15);
    expect(await world.hasEndpoints()).toBe(true);
  });

  it("EP-28: a change that affects no address does not change the resourceVersion", async () => {
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

  it("EP-31, EP-40: sets the trigger time of a change, and removes it from a write without one", async () => {
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

  it("EP-32: more than a thousand addresses are truncated without flapping, and restored later", async () => {
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

  it("EP-34: a failed create gives an Event and a retry, except in a terminating namespace", async () => {
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
    const event = "Warning FailedToCreateEndpoint Failed to create endpoint for service ns/web: not allowed";
    expect(await world.events()).toEqual([event]);
    await world.clock.advance(5);
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-34: a failed update gives an Event and a retry", async () => {
    await world.start({ endpoints: {} });
    await world.service("web");
    await world.settle();
    const errors = [new StoreError("Conflict", "somebody was faster")];
    world.refuse = (call) => (call === "update Endpoints web" ? errors.shift() : undefined);
    await world.pod("a");
    await world.settle();
    const event = "Warning FailedToUpdateEndpoint Failed to update endpoint ns/web: somebody was faster";
    expect(await world.events()).toEqual([event]);
    await world.clock.advance(5);
    expect(await members()).toEqual({ ready: ["a"], notReady: [] });
  });

  it("EP-8: drops a key after fifteen retries, until its next event", async () => {
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

  it("EP-35: the Endpoints of a Service that is being deleted are still updated", async () => {
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

    it("pods added within it take one write", async () => {
      for (let at = 1; at <= 5; at++) {
        await world.pod(`p${at}`, { ip: `10.0.0.${at}` });
        await world.clock.advance(100);
      }
      expect(world.takeWrites()).toEqual(["update Endpoints web"]);
      expect((await members()).ready).toHaveLength(5);
    });

    it("nothing is written before it is over; changes of the Service are not delayed", async () => {
      await world.pod("a");
      await world.clock.advance(499);
      expect(world.takeWrites()).toEqual([]);
      await world.patch("Service", "web", { metadata: { labels: { a: "b" } } });
      await world.settle();
      expect(world.takeWrites()).toEqual(["update Endpoints web"]);
    });
  });

  it("EP-44: never reconciles from Endpoints older than its own last write", async () => {
    // What upstream's tracker of stale Endpoints prevents: ready, not ready and ready again, faster than its cache is updated.
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

  it("watches the kinds that it reads, and no others", () => {
    const { kinds } = createEndpointsController({ store: createMemoryStore() });
    const heard = ["Service", "Pod", "Endpoints", "Node", "EndpointSlice"].filter((kind) =>
      kinds.matches({ apiVersion: "v1", kind }),
    );
    expect(heard).toEqual(["Service", "Pod", "Endpoints"]);
    expect(kinds.matches({ apiVersion: "serving.knative.dev/v1", kind: "Service" })).toBe(false);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    "rejects a batch period of %s",
    (endpointUpdatesBatchPeriodMs) => {
      const create = () => createEndpointsController({ store: world.scripted.store, endpointUpdatesBatchPeriodMs });
      expect(create).toThrow(/ endpointUpdatesBatchPeriodMs: /);
    },
  );
});

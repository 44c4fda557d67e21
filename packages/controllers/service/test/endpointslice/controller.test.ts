import { nodes, pause, StoreError } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEndpointSliceController } from "../../src/index.js";
import { podNames, World } from "../world.js";

const discovery = "discovery.k8s.io/v1";
const trigger = "endpoints.kubernetes.io/last-change-trigger-time";
const ready = { ready: true, serving: true, terminating: false };

describe("the EndpointSlice controller", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.stop();
  });

  const sizes = async () => (await world.slices()).map(({ endpoints = [] }) => endpoints.length).sort();
  const names = async () => podNames(await world.sliceEndpoints());
  const types = async () => (await world.slices()).map(({ addressType }) => addressType).sort();
  const editSlice = async (patch: object) => {
    const [slice] = await world.slices();
    await world.patch("EndpointSlice", slice?.metadata.name ?? "", patch, discovery);
  };

  async function addPods(from: number, to: number): Promise<void> {
    for (let at = from; at < to; at++) await world.pod(`p${at}`, { ip: `10.1.${at >> 8}.${at & 255}` });
  }

  describe("enqueues the Service", () => {
    beforeEach(async () => {
      await world.start({ slices: {} });
      await world.service("web");
      await world.pod("a");
      await world.settle();
      world.takeCalls();
    });

    it("ES-1: for pods and Services like the Endpoints controller", async () => {
      expect(await names()).toEqual(["a"]);
      await world.pod("b", { ip: "10.0.0.2" });
      await world.settle();
      expect(await names()).toEqual(["a", "b"]);
      await world.patch("Service", "web", { spec: { selector: { app: "none" } } });
      await world.settle();
      expect(await names()).toEqual([]);
    });

    it("ES-1: a pod's change after a slow write of slices waits no longer than after a fast one", async () => {
      world.scripted.before = async ({ verb, kind }) => {
        if (verb === "update" && kind === "EndpointSlice") await pause(world.clock, 300, new AbortController().signal);
      };
      await world.pod("b", { ip: "10.0.0.2" });
      await world.clock.advance(300);
      expect(await names()).toEqual(["a", "b"]);
      world.scripted.before = () => {};
      await world.pod("c", { ip: "10.0.0.3" });
      await world.settle();
      expect(await names()).toEqual(["a", "b", "c"]);
    });

    it("ES-2: not for its own writes", async () => {
      expect(await sizes()).toEqual([1]);
      await world.clock.advance(5_000);
      expect(world.takeCalls()).toEqual([]);
    });

    it("ES-2: a second after another client changed a slice", async () => {
      await editSlice({ endpoints: [] });
      await world.clock.advance(999);
      expect(world.takeCalls()).toEqual([]);
      await world.clock.advance(1);
      expect(await names()).toEqual(["a"]);
    });

    it("ES-2: a second after another client deleted a slice", async () => {
      const [slice] = await world.slices();
      await world.delete("EndpointSlice", slice?.metadata.name ?? "", {}, discovery);
      await world.clock.advance(999);
      expect(await sizes()).toEqual([]);
      await world.clock.advance(1);
      expect(await sizes()).toEqual([1]);
    });

    it("ES-2: when a slice stops or starts being managed by it", async () => {
      await editSlice({ metadata: { labels: { "kubernetes.io/service-name": "other" } } });
      await world.clock.advance(1_000);
      expect(await names()).toEqual(["a"]);
      const [extra] = await world.slices("other");
      await world.patch(
        "EndpointSlice",
        extra?.metadata.name ?? "",
        { metadata: { labels: { "kubernetes.io/service-name": "web" } } },
        discovery,
      );
      await world.clock.advance(1_000);
      expect(await names()).toEqual(["a"]);
      expect(await sizes()).toEqual([1]);
    });

    it("ES-1: reads only the Service of the pod, its pods and its slices", async () => {
      await world.service("other");
      await world.settle();
      world.takeCalls();
      await world.setStatus("a", { ready: false });
      await world.settle();
      const [slice] = await world.slices();
      const labels =
        "kubernetes.io/service-name=web,endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io";
      expect(world.takeCalls()).toEqual([
        "get Service web",
        "list Pod app=web",
        `list EndpointSlice ${labels}`,
        `update EndpointSlice ${slice?.metadata.name}`,
      ]);
    });
  });

  it("CM-5, ES-4: retries after 1 s, 2 s, 4 s, and drops the key after fifteen retries", async () => {
    const tries: number[] = [];
    world.refuse = (call) => {
      if (call !== "create EndpointSlice web-") return undefined;
      tries.push(world.clock.now());
      return new StoreError("InternalError", "down");
    };
    await world.start({ slices: {} });
    await world.service("web");
    await world.clock.advance(10_000_000);
    const delays = tries.map((at, index) => (at - (tries[index - 1] ?? at)) / 1_000);
    expect(delays).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000, 1000, 1000]);
    expect(world.controllers[0]?.delayedKeys).toBe(0);
  });

  it("ES-9: records an Event about a failure on the Service", async () => {
    const errors = [new StoreError("InternalError", "down")];
    world.refuse = (call) => (call === "create EndpointSlice web-" ? errors.shift() : undefined);
    await world.start({ slices: {} });
    await world.service("web");
    await world.settle();
    const message = "failed to create EndpointSlice for Service ns/web: down";
    expect(await world.events()).toEqual([
      `Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service ns/web: ${message}`,
    ]);
    await world.clock.advance(1_000);
    expect(await sizes()).toEqual([0]);
  });

  it("ES-5: leaves the slices of a deleted Service to the garbage collector", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.settle();
    world.takeWrites();
    await world.delete("Service", "web");
    await world.clock.advance(5_000);
    expect(world.takeWrites()).toEqual([]);
    expect(await sizes()).toEqual([0]);
  });

  it.each([
    ["of type ExternalName", { type: "ExternalName", externalName: "example.com", ports: undefined }],
    ["without a selector", { selector: undefined }],
  ])("ES-6: creates nothing for a Service %s", async (_, spec) => {
    await world.start({ slices: {} });
    await world.service("web", spec);
    await world.pod("a");
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
  });

  it("ES-6: slices of a Service without a selector any more are kept", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    await world.patch("Service", "web", { spec: { selector: null } });
    await world.delete("Pod", "a");
    await world.settle();
    expect(await names()).toEqual(["a"]);
  });

  it("ES-7: slices of other managers are not changed", async () => {
    await world.service("web");
    await world.memory.create({
      apiVersion: discovery,
      kind: "EndpointSlice",
      metadata: {
        name: "theirs",
        namespace: "ns",
        labels: { "kubernetes.io/service-name": "web", "endpointslice.kubernetes.io/managed-by": "somebody" },
      },
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.9.9.9"] }],
      ports: [],
    });
    await world.start({ slices: {} });
    expect(await sizes()).toEqual([0, 1]);
  });

  it("ES-7: a terminating slice is ignored and replaced", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    await editSlice({ metadata: { finalizers: ["example.com/wait"] } });
    const [slice] = await world.slices();
    await world.delete("EndpointSlice", slice?.metadata.name ?? "", {}, discovery);
    await world.clock.advance(1_000);
    expect(await sizes()).toEqual([1, 1]);
  });

  describe("with two IP families", () => {
    let families: readonly string[];

    beforeEach(async () => {
      families = ["IPv4", "IPv6"];
      world.disguise = (object) =>
        object.kind === "Service"
          ? ({ ...object, spec: { ...Object(object).spec, ipFamilies: families } } as never)
          : object;
    });

    it("ES-11: creates slices of each, and follows a change of ipFamilies", async () => {
      await world.start({ slices: {} });
      await world.service("web");
      await world.pod("a", { ips: ["10.0.0.1", "fd00::1"] });
      await world.settle();
      expect(await types()).toEqual(["IPv4", "IPv6"]);
      const addresses = (await world.sliceEndpoints()).flatMap((endpoint) => endpoint.addresses);
      expect(addresses.sort()).toEqual(["10.0.0.1", "fd00::1"]);
      families = ["IPv6"];
      await world.patch("Service", "web", { metadata: { annotations: { touched: "yes" } } });
      await world.settle();
      expect(await types()).toEqual(["IPv6"]);
    });

    it("ES-12: a failure in one does not block the other", async () => {
      const errors = [new StoreError("InternalError", "down")];
      world.refuse = (call) => (call === "create EndpointSlice web-" ? errors.shift() : undefined);
      await world.start({ slices: {} });
      await world.service("web");
      await world.settle();
      expect(await types()).toEqual(["IPv6"]);
      await world.clock.advance(1_000);
      expect(await types()).toEqual(["IPv4", "IPv6"]);
    });

    it("ES-12: a pod that is skipped in both is reported once", async () => {
      await world.start({ slices: {} });
      await world.service("web");
      await world.pod("a", { ips: ["10.0.0.1", "fd00::1"], nodeName: "gone" });
      await world.settle();
      expect(await world.events()).toEqual([
        "Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service ns/web: " +
          "skipping Pod a for Service ns/web: Node gone Not Found",
      ]);
    });
  });

  it("ES-13: slices of an earlier Service of the same name are replaced", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    const [before] = await world.slices();
    await world.delete("Service", "web");
    const service = await world.service("web");
    await world.settle();
    const [after, ...others] = await world.slices();
    expect(others).toEqual([]);
    expect(after?.metadata.name).not.toBe(before?.metadata.name);
    expect(after?.metadata.ownerReferences?.[0]?.uid).toBe(service.metadata.uid);
  });

  it("ES-16: a pod whose node is created later is added by a retry, the others at once", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.pod("a");
    await world.pod("b", { ip: "10.0.0.2", nodeName: "late" });
    await world.settle();
    expect(await names()).toEqual(["a"]);
    expect(await world.events()).toEqual([
      "Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service ns/web: " +
        "skipping Pod b for Service ns/web: Node late Not Found",
    ]);
    await world.node("late", { zone: "z" });
    await world.clock.advance(1_000);
    expect(await names()).toEqual(["a", "b"]);
    expect((await world.sliceEndpoints()).map(({ zone }) => zone)).toEqual([undefined, "z"]);
  });

  it("ES-16: a node without an event yet is not treated as missing", async () => {
    await world.service("web");
    const { signal } = new AbortController();
    const controller = createEndpointSliceController({ store: world.scripted.store, clock: world.clock });
    await controller.tick({ type: "everything", reason: "start" }, signal);
    await world.node("new", { zone: "z" });
    const pod = await world.pod("a", { nodeName: "new" });
    const report = await controller.tick({ type: "changes", changes: [{ type: "ADDED", object: pod }] }, signal);
    expect(report).toMatchObject({ changed: 1, failed: 0 });
    expect((await world.sliceEndpoints()).map(({ zone }) => zone)).toEqual(["z"]);
  });

  it("ES-17: a terminating pod stays in its slice, not ready, until it is deleted", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.pod("a", { finalizers: ["example.com/wait"] });
    await world.settle();
    expect((await world.sliceEndpoints())[0]?.conditions).toEqual(ready);
    await world.delete("Pod", "a");
    await world.settle();
    expect((await world.sliceEndpoints())[0]?.conditions).toEqual({ ready: false, serving: true, terminating: true });
    await world.setStatus("a", { ready: false });
    await world.settle();
    expect((await world.sliceEndpoints())[0]?.conditions).toEqual({ ready: false, serving: false, terminating: true });
    await world.patch("Pod", "a", { metadata: { finalizers: null } });
    await world.settle();
    expect(await names()).toEqual([]);
  });

  it("ES-19: a slice has at most maxEndpointsPerSlice endpoints", async () => {
    await world.service("web");
    await addPods(0, 25);
    await world.start({ slices: { maxEndpointsPerSlice: 10 } });
    expect(await sizes()).toEqual([10, 10, 5]);
  });

  it("ES-21: a Service without pods has one placeholder, which becomes the first pod's slice", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.settle();
    expect(world.takeWrites()).toEqual(["create EndpointSlice web-"]);
    const [placeholder] = await world.slices();
    expect(placeholder).toMatchObject({ metadata: { generateName: "web-" } });
    await world.patch("Service", "web", { metadata: { annotations: { touched: "yes" } } });
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
    await world.pod("a");
    await world.settle();
    expect(world.takeWrites()).toEqual([`update EndpointSlice ${placeholder?.metadata.name}`]);
    expect(await names()).toEqual(["a"]);
  });

  it("ES-22 (V-SLICE): a changed port turns ten slices of thirty into three of a hundred by three updates", async () => {
    await world.service("web");
    await addPods(0, 300);
    await world.start({ slices: { maxEndpointsPerSlice: 30 } });
    await world.stop();
    expect(await sizes()).toHaveLength(10);
    world.takeWrites();
    await world.start({ slices: {} });
    expect(world.takeWrites()).toEqual([]);
    await world.patch("Service", "web", { spec: { ports: [{ name: "http", port: 80, targetPort: 9090 }] } });
    await world.settle();
    const verbs = world.takeWrites().map((call) => call.split(" ")[0]);
    expect(verbs).toEqual([...Array(3).fill("update"), ...Array(7).fill("delete")]);
    expect(await sizes()).toEqual([100, 100, 100]);
  });

  it("ES-23: for a Service that is being deleted no slice is created, existing ones are updated", async () => {
    await world.start({ slices: {} });
    await world.service("web", {}, { finalizers: ["example.com/wait"] });
    await world.pod("a");
    await world.settle();
    await world.delete("Service", "web");
    await world.setStatus("a", { ready: false });
    await world.settle();
    expect((await world.sliceEndpoints())[0]?.conditions?.ready).toBe(false);
    const [slice] = await world.slices();
    await world.delete("EndpointSlice", slice?.metadata.name ?? "", {}, discovery);
    world.takeWrites();
    await world.clock.advance(5_000);
    expect(world.takeWrites()).toEqual([]);
  });

  it("ES-23: a failed write ends the reconcile, and the retry completes it", async () => {
    await world.service("web");
    await addPods(0, 4);
    await world.start({ slices: { maxEndpointsPerSlice: 2 } });
    await world.delete("Pod", "p0");
    for (const name of ["p2", "p3"]) await world.delete("Pod", name);
    world.takeWrites();
    world.refuse = (call) => (call.startsWith("update ") ? new StoreError("Conflict", "too late") : undefined);
    await world.settle();
    expect(world.takeWrites().map((call) => call.split(" ")[0])).toEqual(["update"]);
    world.refuse = () => undefined;
    await world.clock.advance(1_000);
    expect(world.takeWrites().map((call) => call.split(" ")[0])).toEqual(["update", "delete"]);
    expect(await names()).toEqual(["p1"]);
  });

  it("ES-23: a terminating namespace ends it without an error", async () => {
    const details = { causes: [{ reason: "NamespaceTerminating" }] };
    world.refuse = (call) =>
      call.startsWith("create EndpointSlice") ? new StoreError("Forbidden", "going", { details }) : undefined;
    await world.start({ slices: {} });
    await world.service("web");
    await world.settle();
    expect(world.controllers[0]?.delayedKeys).toBe(0);
    expect(await world.events()).toEqual([]);
  });

  it("ES-25: slices have the Service's labels, and follow their changes", async () => {
    await world.start({ slices: {} });
    await world.service("web", { clusterIP: "None" }, { labels: { team: "x" } });
    await world.settle();
    const own = {
      "kubernetes.io/service-name": "web",
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      "service.kubernetes.io/headless": "",
    };
    expect((await world.slices())[0]?.metadata.labels).toEqual({ team: "x", ...own });
    await world.pod("a");
    await world.patch("Service", "web", { metadata: { labels: { team: "y" } } });
    await world.settle();
    expect((await world.slices())[0]?.metadata.labels).toEqual({ team: "y", ...own });
  });

  it("ES-10, ES-26: every write sets the trigger time of the change, or removes an older one", async () => {
    await world.start({ slices: {} });
    await world.service("web");
    await world.settle();
    const annotations = async () => (await world.slices())[0]?.metadata.annotations ?? {};
    expect(await annotations()).toEqual({ [trigger]: "2025-01-01T00:00:00Z" });
    await world.pod("a", { readySince: "2025-01-01T00:00:07Z" });
    await world.settle();
    expect(await annotations()).toEqual({ [trigger]: "2025-01-01T00:00:07Z" });
    await world.patch("Service", "web", { metadata: { labels: { a: "b" } } });
    await world.settle();
    expect(await annotations()).toEqual({});
  });

  it("ES-8: never reconciles from slices older than its own last write", async () => {
    // What upstream's tracker of stale slices prevents: changes faster than its cache is updated with its own writes.
    await world.start({ slices: { maxEndpointsPerSlice: 3 } });
    await world.service("web");
    for (let round = 0; round < 5; round++) {
      await world.pod(`p${round}`, { ip: `10.0.1.${round}` });
      await world.settle();
      await world.setStatus(`p${round}`, { ip: `10.0.1.${round}`, ready: false });
      await world.settle();
      if (round > 1) await world.delete("Pod", `p${round - 2}`);
      await world.settle();
      const expected = [`p${round - 1}`, `p${round}`].filter((name) => name !== "p-1");
      expect(await names()).toEqual(expected);
    }
    expect(await world.events()).toEqual([]);
    expect(world.controllers[0]?.retries).toBe(0);
  });

  describe("hints", () => {
    const mode = { annotations: { "service.kubernetes.io/topology-mode": "Auto" } };

    beforeEach(async () => {
      await world.delete("Node", "n1");
      await world.delete("Node", "n2");
      for (const at of [1, 2]) await world.node(`n${at}`, { zone: `z${at}`, cpu: "4" });
      await world.start({ slices: {} });
    });

    const hints = async () =>
      (await world.sliceEndpoints()).map(
        ({ targetRef, hints }) => `${targetRef?.name}: ${JSON.stringify(hints ?? null)}`,
      );
    const zone = (pod: string, name: string) => `${pod}: {"forZones":[{"name":"${name}"}]}`;

    async function onePodPerZone(): Promise<void> {
      for (const at of [1, 2]) await world.pod(`p${at}`, { ip: `10.0.0.${at}`, nodeName: `n${at}` });
      await world.settle();
    }

    it("ES-30, ES-34: are added and removed with the annotation, with Events", async () => {
      await world.service("web", {}, mode);
      await onePodPerZone();
      expect(await hints()).toEqual([zone("p1", "z1"), zone("p2", "z2")]);
      await world.patch("Service", "web", { metadata: { annotations: null } });
      await world.settle();
      expect(await hints()).toEqual(["p1: null", "p2: null"]);
      expect(await world.events()).toEqual([
        "Normal TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4",
        "Warning TopologyAwareHintsDisabled Topology Aware Hints has been disabled, addressType: IPv4",
      ]);
    });

    it("ES-35: follow trafficDistribution, which the annotation overrides", async () => {
      await world.service("web", { trafficDistribution: "PreferClose" });
      await onePodPerZone();
      expect(await hints()).toEqual([zone("p1", "z1"), zone("p2", "z2")]);
      await world.patch("Service", "web", { spec: { trafficDistribution: "PreferSameNode" } });
      await world.settle();
      expect((await hints())[0]).toContain('"forNodes":[{"name":"n1"}]');
      await world.patch("Service", "web", { metadata: mode });
      await world.settle();
      expect((await world.events())[0]).toMatch(/^Normal TopologyAwareHintsEnabled/);
      await world.setStatus("p1", { ready: false });
      await world.settle();
      expect(await hints()).toEqual(["p1: null", "p2: null"]);
      await world.patch("Service", "web", { metadata: { annotations: null }, spec: { trafficDistribution: null } });
      await world.settle();
      expect(await hints()).toEqual(["p1: null", "p2: null"]);
    });

    it("ES-3: node changes after which a zone has too few endpoints enqueue the Service", async () => {
      await world.service("web", {}, mode);
      await onePodPerZone();
      world.takeCalls();
      await world.node("n3", { zone: "z2", cpu: "16" });
      await world.settle();
      expect(await hints()).toEqual(["p1: null", "p2: null"]);
      expect(await world.events()).toContain(
        "Warning TopologyAwareHintsDisabled Unable to allocate minimum required endpoints to each zone " +
          "without exceeding overload threshold (2 endpoints, 2 zones), addressType: IPv4",
      );
    });

    it("ES-3: a deleted or unready node enqueues them too, a heartbeat does not", async () => {
      await world.service("web", {}, mode);
      await onePodPerZone();
      world.takeCalls();
      const node = { apiVersion: "v1", kind: "Node", name: "n1" };
      const heartbeat = { status: { nodeInfo: { kubeletVersion: "v1" } } };
      await world.memory.patch(nodes, node, { type: "merge", value: heartbeat }, { subresource: "status" });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
      await world.delete("Node", "n1");
      await world.settle();
      expect(world.takeCalls()).toContain("get Service web");
    });

    it("ES-3: without hints node changes are ignored", async () => {
      await world.service("web");
      await onePodPerZone();
      world.takeCalls();
      await world.node("n3", { zone: "z2", cpu: "16" });
      await world.settle();
      expect(world.takeCalls()).toEqual([]);
    });
  });

  it("watches the kinds that it reads", () => {
    const { kinds } = createEndpointSliceController({ store: createMemoryStore() });
    expect(kinds.matches({ apiVersion: discovery, kind: "EndpointSlice" })).toBe(true);
    for (const kind of ["Service", "Pod", "Node"]) expect(kinds.matches({ apiVersion: "v1", kind })).toBe(true);
    expect(kinds.matches({ apiVersion: "v1", kind: "Endpoints" })).toBe(false);
  });

  it.each([0, 1001, 1.5, Number.NaN])("rejects a maximum of %s endpoints in a slice", (maxEndpointsPerSlice) => {
    const create = () => createEndpointSliceController({ store: world.scripted.store, maxEndpointsPerSlice });
    expect(create).toThrow(`maxEndpointsPerSlice: ${maxEndpointsPerSlice} is not a whole number from 1 to 1000`);
  });
});

import { type Endpoints, StoreError } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEndpointSliceMirroringController } from "../../src/index.js";
import { World } from "../world.js";

const discovery = "discovery.k8s.io/v1";
const ports = [{ name: "http", port: 80, protocol: "TCP" }];
const addresses = (...ips: string[]) => ips.map((ip) => ({ ip }));
const managerLabel = "endpointslice.kubernetes.io/managed-by";
const mirroring = "endpointslicemirroring-controller.k8s.io";

describe("the EndpointSliceMirroring controller", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.stop();
  });

  async function createEndpoints(subsets: unknown[], metadata: object = {}): Promise<void> {
    await world.memory.create({
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "web", namespace: "ns", ...metadata },
      subsets,
    } as Endpoints);
    await world.settle();
  }

  const mirrored = async () =>
    (await world.slices()).filter(({ metadata }) => metadata.labels?.[managerLabel] === mirroring);
  const ips = async () =>
    (await mirrored()).flatMap(({ endpoints = [] }) => endpoints.flatMap(({ addresses }) => addresses)).sort();
  const custom = () => world.service("web", { selector: undefined });

  describe("with a Service without a selector", () => {
    beforeEach(async () => {
      await world.start({ mirroring: {} });
      await custom();
      await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    });

    it("EM-1, EM-7: creates a slice for its Endpoints, with managed-by label and owner reference", async () => {
      const [slice, ...others] = await mirrored();
      expect(others).toEqual([]);
      expect(slice).toMatchObject({
        metadata: {
          generateName: "web-",
          labels: {
            "kubernetes.io/service-name": "web",
            "endpointslice.kubernetes.io/managed-by": "endpointslicemirroring-controller.k8s.io",
          },
        },
        addressType: "IPv4",
        endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
        ports,
      });
      expect(slice?.endpoints?.[0]?.conditions).toEqual({ ready: true });
    });

    it("EM-3, EM-10: follows addresses, labels and annotations", async () => {
      await world.patch("Endpoints", "web", {
        metadata: { labels: { team: "x" }, annotations: { note: "y" } },
        subsets: [{ addresses: addresses("10.0.0.1", "10.0.0.2"), ports }],
      });
      await world.settle();
      expect(await ips()).toEqual(["10.0.0.1", "10.0.0.2"]);
      expect((await mirrored())[0]?.metadata).toMatchObject({ labels: { team: "x" }, annotations: { note: "y" } });
    });

    it("EM-9: a new trigger time alone causes no write", async () => {
      const [before] = await mirrored();
      const annotations = { "endpoints.kubernetes.io/last-change-trigger-time": "2025-01-01T00:00:00Z" };
      await world.patch("Endpoints", "web", { metadata: { annotations } });
      await world.settle();
      expect(await mirrored()).toEqual([before]);
    });

    it("EM-3, EM-5: deletes the slices with the Endpoints", async () => {
      await world.delete("Endpoints", "web");
      await world.settle();
      expect(await mirrored()).toEqual([]);
    });

    it("EM-3, EM-5: deletes the slices with the Service", async () => {
      await world.delete("Service", "web");
      await world.settle();
      expect(await mirrored()).toEqual([]);
    });

    it.each([
      ["the skip label", { labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } }],
      ["a leader's annotation", { annotations: { "control-plane.alpha.kubernetes.io/leader": "{}" } }],
    ])(
      "EM-3, EM-4: deletes the slices when the Endpoints get %s, and creates them again afterwards",
      async (_, metadata) => {
        await world.patch("Endpoints", "web", { metadata });
        await world.settle();
        expect(await mirrored()).toEqual([]);
        await world.patch("Endpoints", "web", { metadata: { labels: null, annotations: null } });
        await world.settle();
        expect(await ips()).toEqual(["10.0.0.1"]);
      },
    );

    it("EM-3: repairs a slice that another client changed or deleted", async () => {
      const [slice] = await mirrored();
      await world.patch("EndpointSlice", slice?.metadata.name ?? "", { endpoints: [] }, discovery);
      await world.settle();
      expect(await ips()).toEqual(["10.0.0.1"]);
      await world.delete("EndpointSlice", slice?.metadata.name ?? "", {}, discovery);
      await world.settle();
      expect(await ips()).toEqual(["10.0.0.1"]);
    });

    it("EM-10: changed ports update the existing slice", async () => {
      const [slice] = await mirrored();
      world.takeWrites();
      await world.patch("Endpoints", "web", { subsets: [{ addresses: addresses("10.0.0.1"), ports: [{ port: 81 }] }] });
      await world.settle();
      expect(world.takeWrites()).toEqual([`update EndpointSlice ${slice?.metadata.name}`]);
    });

    it("EM-10: Endpoints without addresses have no slice, not even an empty one", async () => {
      await world.patch("Endpoints", "web", { subsets: [] });
      await world.settle();
      expect(await mirrored()).toEqual([]);
    });

    it("EM-3: is not triggered by its own writes, nor by a Service whose selector presence does not change", async () => {
      await world.clock.advance(5_000);
      world.takeCalls();
      await world.patch("Service", "web", { metadata: { labels: { a: "b" } } });
      await world.clock.advance(5_000);
      expect(world.takeCalls()).toEqual([]);
    });

    it("EM-12: adding a selector deletes the slices, removing it creates them again", async () => {
      await world.patch("Service", "web", { spec: { selector: { app: "web" } } });
      await world.settle();
      expect(await mirrored()).toEqual([]);
      await world.patch("Service", "web", { spec: { selector: null } });
      await world.settle();
      expect(await ips()).toEqual(["10.0.0.1"]);
    });
  });

  it("EM-12: a Service whose selector is removed temporarily has the slices of both controllers", async () => {
    await world.start({ endpoints: {}, slices: {}, mirroring: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    expect(await mirrored()).toEqual([]);
    await world.patch("Service", "web", { spec: { selector: null } });
    await world.settle();
    expect(await ips()).toEqual(["10.0.0.1"]);
    expect(await world.slices()).toHaveLength(2);
  });

  it("EM-11: Endpoints of a Service with a selector are not mirrored", async () => {
    await world.start({ endpoints: {}, mirroring: {} });
    await world.service("web");
    await world.pod("a");
    await world.settle();
    expect(await world.hasEndpoints()).toBe(true);
    expect(await world.slices()).toEqual([]);
  });

  it.each([
    ["a Service", false, true],
    ["Endpoints", true, false],
  ])("EM-5: creates nothing without %s", async (_, withService, withEndpoints) => {
    await world.start({ mirroring: {} });
    if (withService) await custom();
    if (withEndpoints) await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
  });

  it("EM-5: at its start deletes slices of deleted Endpoints, and creates missing ones", async () => {
    await custom();
    await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    await world.start({ mirroring: {} });
    expect(await ips()).toEqual(["10.0.0.1"]);
    await world.stop();
    await world.delete("Endpoints", "web");
    await world.start({ mirroring: {} });
    expect(await mirrored()).toEqual([]);
  });

  it("EM-5: does not change slices of other managers", async () => {
    await world.start({ slices: {}, mirroring: {} });
    await world.service("web");
    await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    const before = await world.slices();
    expect(before).toHaveLength(1);
    await world.delete("Endpoints", "web");
    await world.settle();
    expect(await world.slices()).toEqual(before);
  });

  it("EM-8: records Events about invalid addresses, and about too many", async () => {
    await world.start({ mirroring: { maxEndpointsPerSubset: 2 } });
    await custom();
    // Such an object could have been stored before validation existed.
    const bad = { ip: "0.0.0.x" };
    world.disguise = (object) =>
      object.kind === "Endpoints" ? ({ ...object, subsets: Object(object).subsets.map(withBad) } as never) : object;
    const withBad = (subset: { addresses: object[] }) => ({ ...subset, addresses: [bad, ...subset.addresses] });
    await createEndpoints([{ addresses: addresses("10.0.0.1", "10.0.0.2"), ports }]);
    const invalid = "Warning InvalidIPAddress Skipped 1 invalid IP addresses when mirroring to EndpointSlices";
    expect(await world.events()).toEqual([invalid]);
    await world.patch("Endpoints", "web", {
      subsets: [{ addresses: addresses("10.0.0.1", "10.0.0.2", "10.0.0.3"), ports }],
    });
    await world.settle();
    expect(await world.events()).toContain(
      "Warning TooManyAddressesToMirror A max of 2 addresses can be mirrored to EndpointSlices per Endpoints subset. " +
        "2 addresses were skipped",
    );
  });

  it("CM-5, EM-2: retries after 1 s, 2 s, 4 s up to 100 s, and drops the key after fifteen retries", async () => {
    const tries: number[] = [];
    world.refuse = (call) => {
      if (call !== "create EndpointSlice web-") return undefined;
      tries.push(world.clock.now());
      return new StoreError("InternalError", "down");
    };
    await world.start({ mirroring: {} });
    await custom();
    await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    await world.clock.advance(10_000_000);
    const delays = tries.map((at, index) => (at - (tries[index - 1] ?? at)) / 1_000);
    expect(delays).toEqual([0, 1, 2, 4, 8, 16, 32, 64, ...Array(8).fill(100)]);
  });

  it("EM-5: a failed deletion does not prevent the others, and is retried", async () => {
    await world.start({ mirroring: {} });
    await custom();
    await createEndpoints([
      { addresses: addresses("10.0.0.1"), ports },
      { addresses: addresses("10.0.0.2"), ports: [{ name: "other", port: 81 }] },
    ]);
    const [first] = await mirrored();
    let refusals = 1;
    world.refuse = (call) =>
      call === `delete EndpointSlice ${first?.metadata.name}` && refusals-- > 0
        ? new StoreError("InternalError", "down")
        : undefined;
    await world.delete("Endpoints", "web");
    await world.settle();
    expect((await mirrored()).map(({ metadata }) => metadata.name)).toEqual([first?.metadata.name]);
    await world.clock.advance(1_000);
    expect(await mirrored()).toEqual([]);
  });

  it("EM-10: a terminating namespace ends it without an error", async () => {
    const details = { causes: [{ reason: "NamespaceTerminating" }] };
    world.refuse = (call) =>
      call.startsWith("create EndpointSlice") ? new StoreError("Forbidden", "going", { details }) : undefined;
    await world.start({ mirroring: {} });
    await custom();
    await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    expect(world.controllers[0]?.delayedKeys).toBe(0);
  });

  it("EM-10: creates nothing for Endpoints that are being deleted", async () => {
    await world.start({ mirroring: {} });
    await custom();
    await createEndpoints([], { finalizers: ["example.com/wait"] });
    await world.delete("Endpoints", "web");
    await world.patch("Endpoints", "web", { subsets: [{ addresses: addresses("10.0.0.1"), ports }] });
    await world.settle();
    expect(world.takeWrites()).toEqual([]);
  });

  it("EM-3: waits for the batch period after another client changed a slice", async () => {
    await world.start({ mirroring: { endpointSliceUpdatesBatchPeriodMs: 500 } });
    await custom();
    await createEndpoints([{ addresses: addresses("10.0.0.1"), ports }]);
    const [slice] = await mirrored();
    await world.delete("EndpointSlice", slice?.metadata.name ?? "", {}, discovery);
    await world.clock.advance(499);
    expect(await mirrored()).toEqual([]);
    await world.clock.advance(1);
    expect(await ips()).toEqual(["10.0.0.1"]);
  });

  it("watches the kinds that it reads", () => {
    const { kinds } = createEndpointSliceMirroringController({ store: createMemoryStore() });
    expect(kinds.matches({ apiVersion: discovery, kind: "EndpointSlice" })).toBe(true);
    const heard = ["Service", "Pod", "Node", "Endpoints"].filter((kind) => kinds.matches({ apiVersion: "v1", kind }));
    expect(heard).toEqual(["Service", "Endpoints"]);
  });

  it.each([0, 1001, 1.5])("rejects a maximum of %s addresses per subset", (maxEndpointsPerSubset) => {
    const create = () => createEndpointSliceMirroringController({ store: world.scripted.store, maxEndpointsPerSubset });
    expect(create).toThrow(`maxEndpointsPerSubset: ${maxEndpointsPerSubset} is not a whole number from 1 to 1000`);
  });
});

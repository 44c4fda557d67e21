import type { EndpointSubset } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { desiredSlices } from "../../src/endpointslicemirroring/desired.js";
import { isMirrorable } from "../../src/endpointslicemirroring/mirrorable.js";
import { planMirror } from "../../src/endpointslicemirroring/plan.js";
import { makeEndpoints, makeSlice } from "../objects.js";

const http = { name: "http", port: 80, protocol: "TCP" };
const managedBy = "endpointslicemirroring-controller.k8s.io";
const own = { "kubernetes.io/service-name": "web", "endpointslice.kubernetes.io/managed-by": managedBy };
const many = (count: number, net = 1) =>
  Array.from({ length: count }, (_, at) => ({ ip: `10.${net}.${at >> 8}.${at & 255}` }));

function outline(subsets: readonly EndpointSubset[], maximum = 1000) {
  const { slices, ...counts } = desiredSlices(makeEndpoints(subsets), maximum);
  const each = [...slices.values()].map(({ addressType, ports, endpoints }) => ({
    addressType,
    ports: ports.map(({ port }) => port),
    ready: [...endpoints.values()].filter(({ conditions }) => conditions?.ready).length,
    notReady: [...endpoints.values()].filter(({ conditions }) => !conditions?.ready).length,
  }));
  return { slices: each, ...counts };
}

describe("isMirrorable", () => {
  it.each([
    [{}, true],
    [{ labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } }, false],
    [{ labels: { "endpointslice.kubernetes.io/skip-mirror": "True" } }, true],
    [{ labels: { "endpointslice.kubernetes.io/skip-mirror": "false" } }, true],
    [{ annotations: { "control-plane.alpha.kubernetes.io/leader": "" } }, false],
  ])("EM-4: %j: %s", (metadata, expected) => {
    expect(isMirrorable(makeEndpoints([], metadata))).toBe(expected);
  });
});

describe("desiredSlices", () => {
  it("EM-10: without subsets there are no slices", () => {
    expect(outline([])).toEqual({ slices: [], invalidAddresses: 0, skippedAddresses: 0 });
  });

  it("EM-7: an endpoint has the properties of the address, and only the condition ready", () => {
    const targetRef = { kind: "Pod", namespace: "ns", name: "a", uid: "u" };
    const addresses = [{ ip: "010.0.0.1", hostname: "h", nodeName: "n1", targetRef }];
    const { slices } = desiredSlices(makeEndpoints([{ addresses, ports: [{ ...http, appProtocol: "x" }] }]), 1000);
    const [slice] = slices.values();
    expect([...(slice?.endpoints.values() ?? [])]).toEqual([
      { addresses: ["10.0.0.1"], conditions: { ready: true }, hostname: "h", targetRef, nodeName: "n1" },
    ]);
    expect(slice?.ports).toEqual([{ ...http, appProtocol: "x" }]);
  });

  it("EM-7: there is one slice for each set of ports and address type", () => {
    const addresses = [{ ip: "10.0.0.1" }, { ip: "fd00::1" }];
    const https = { name: "https", port: 443, protocol: "TCP" };
    const subsets = [
      { addresses, ports: [http] },
      { addresses: addresses.slice(1), notReadyAddresses: addresses.slice(0, 1), ports: [https] },
    ];
    const { slices } = outline(subsets);
    expect(slices).toHaveLength(4);
    expect(slices).toContainEqual({ addressType: "IPv4", ports: [443], ready: 0, notReady: 1 });
    expect(slices).toContainEqual({ addressType: "IPv6", ports: [443], ready: 1, notReady: 0 });
  });

  it('EM-7: an unnamed port has the name "", and without ports there are none', () => {
    const ports = (subset: EndpointSubset) => [...desiredSlices(makeEndpoints([subset]), 9).slices.values()][0]?.ports;
    expect(ports({ addresses: many(1), ports: [{ port: 1 }] })).toEqual([{ name: "", port: 1, protocol: "TCP" }]);
    expect(ports({ addresses: many(1) })).toEqual([]);
  });

  it("EM-6: subsets are repacked first", () => {
    const subsets = [
      { addresses: many(1), ports: [http] },
      { addresses: many(2), ports: [http] },
    ];
    expect(outline(subsets).slices).toEqual([{ addressType: "IPv4", ports: [80], ready: 2, notReady: 0 }]);
  });

  it.each([
    ["ready ones come first", 999, 5, { ready: 999, notReady: 1 }, 4],
    ["as many as the maximum", 500, 500, { ready: 500, notReady: 500 }, 0],
    ["one too many", 1001, 0, { ready: 1000, notReady: 0 }, 1],
  ])("EM-6: %s: of %i ready and %i not ready", (_, ready, notReady, expected, skippedAddresses) => {
    const subsets = [{ addresses: many(ready), notReadyAddresses: many(notReady, 2), ports: [http] }];
    const slices = [{ addressType: "IPv4", ports: [80], ...expected }];
    expect(outline(subsets)).toEqual({ slices, invalidAddresses: 0, skippedAddresses });
  });

  it("EM-6, EM-8: invalid addresses are skipped, and do not count towards the maximum", () => {
    const addresses = [{ ip: "0.0.0.x" }, { ip: "10.0.0.1" }, { ip: "10.0.0.2" }, { ip: "10.0.0.3" }];
    const slices = [{ addressType: "IPv4", ports: [80], ready: 2, notReady: 0 }];
    expect(outline([{ addresses, ports: [http] }], 2)).toEqual({ slices, invalidAddresses: 1, skippedAddresses: 2 });
  });
});

describe("planMirror", () => {
  const endpoints = makeEndpoints([{ addresses: many(2), ports: [http] }], {
    labels: { team: "x" },
    annotations: {
      note: "y",
      "endpoints.kubernetes.io/last-change-trigger-time": "2025-01-01T00:00:00Z",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
    },
  });
  const { slices: desired } = desiredSlices(endpoints, 1000);
  const [created] = planMirror(endpoints, desired, []).creates;
  if (created === undefined) throw new Error("nothing is created");
  const mirrored = (name: string, change: Record<string, unknown> & { metadata?: object } = {}) =>
    makeSlice(name, created.endpoints ?? [], {
      ports: created.ports,
      ...change,
      metadata: { ...created.metadata, ...change.metadata },
    });
  const outlinePlan = (existing: ReturnType<typeof mirrored>[], wanted = desired, source = endpoints) => {
    const { creates, updates, deletes } = planMirror(source, wanted, existing);
    return [creates.length, updates.map(({ metadata }) => metadata.name), deletes.map(({ metadata }) => metadata.name)];
  };

  it("EM-9: a slice has a generateName with the Endpoints' name, their labels and annotations, and is owned by them", () => {
    expect(created.metadata).toEqual({
      generateName: "web-",
      namespace: "ns",
      labels: { team: "x", ...own },
      annotations: { note: "y" },
      ownerReferences: [
        {
          apiVersion: "v1",
          kind: "Endpoints",
          name: "web",
          uid: "uid-endpoints",
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    });
  });

  it("EM-10: an up-to-date slice is not written", () => {
    expect(outlinePlan([mirrored("a")])).toEqual([0, [], []]);
  });

  it.each([
    ["an endpoint too few", { endpoints: created.endpoints?.slice(1) }],
    ["an endpoint twice", { endpoints: [created.endpoints?.[0], created.endpoints?.[0]] }],
    ["another condition", { endpoints: created.endpoints?.map((each) => ({ ...each, conditions: { ready: false } })) }],
    ["another label", { metadata: { labels: { ...own, team: "z" } } }],
    ["another annotation", { metadata: { annotations: { note: "z" } } }],
    ["another owner", { metadata: { ownerReferences: [{ ...created.metadata.ownerReferences?.[0], uid: "old" }] } }],
  ])("EM-10: a slice with %s is updated", (_, change) => {
    expect(outlinePlan([mirrored("a", change)])).toEqual([0, ["a"], []]);
  });

  it("EM-10: of several with the same ports the first is kept", () => {
    expect(outlinePlan([mirrored("a"), mirrored("b"), mirrored("c")])).toEqual([0, [], ["b", "c"]]);
  });

  it("EM-10: a slice to delete is reused for one to create, with the same address type", () => {
    const other = { ports: [{ name: "other", port: 1, protocol: "TCP" }] };
    expect(outlinePlan([mirrored("a", other)])).toEqual([0, ["a"], []]);
    expect(outlinePlan([mirrored("a", { ...other, addressType: "IPv6" })])).toEqual([1, [], ["a"]]);
  });

  it("EM-10: without desired slices all are deleted", () => {
    expect(outlinePlan([mirrored("a")], new Map())).toEqual([0, [], ["a"]]);
  });

  it("EM-9: labels of the Endpoints cannot override those of the controller", () => {
    const posing = makeEndpoints([], { labels: { ...own, "kubernetes.io/service-name": "else" } });
    const { creates } = planMirror(posing, desired, []);
    expect(creates[0]?.metadata.labels).toEqual(own);
  });
});

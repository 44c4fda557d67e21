import type { EndpointSlice, Pod, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { createEndpointMakers } from "../../src/endpointslice/endpoint.js";
import { planSlices, type SlicePlanInput } from "../../src/endpointslice/plan.js";
import { recycleSlices } from "../../src/endpointslice/recycle.js";
import { newSlice } from "../../src/endpointslice/slice.js";
import { makeEndpointList, makePod, makeService, makeSlice } from "../objects.js";
import { podNames } from "../world.js";

const nodes = new Map([["n1", { zone: "z1" }]]);
const stored = (name: string, slice: EndpointSlice): Stored<EndpointSlice> =>
  makeSlice(name, slice.endpoints ?? [], { ...slice, metadata: slice.metadata });
const placeholder = (name = "p", metadata: object = {}): Stored<EndpointSlice> =>
  makeSlice(name, [], { ports: [], metadata });

function plan(pods: readonly Pod[], existing: readonly Stored<EndpointSlice>[], input: Partial<SlicePlanInput> = {}) {
  const { service = makeService(), addressType = "IPv4" } = input;
  return planSlices({
    service,
    addressType,
    pods,
    existing,
    nodes,
    endpointOf: createEndpointMakers()({ service, addressType }),
    maximum: 100,
    ...input,
  });
}

const outline = ({ creates, updates, deletes, unchanged }: ReturnType<typeof plan>) => ({
  creates: creates.map(({ endpoints = [], ports = [] }) => [
    podNames(endpoints).join(),
    ports.map(({ port }) => port).join(),
  ]),
  updates: updates.map(({ metadata }) => metadata.name),
  deletes: deletes.map(({ metadata }) => metadata.name),
  unchanged: unchanged.map(({ metadata }) => metadata.name),
});
const nothing = { creates: [], updates: [], deletes: [], unchanged: [] };

describe("planSlices", () => {
  it("ES-21: without endpoints there is a placeholder, with no endpoints and no ports", () => {
    const { creates } = plan([], []);
    expect(creates).toEqual([newSlice(makeService(), "IPv4", [])]);
    expect(outline(plan([], [stored("p", creates[0] as EndpointSlice)]))).toEqual({ ...nothing, unchanged: ["p"] });
  });

  it("ES-21: an outdated placeholder is replaced", () => {
    const service = makeService({}, { labels: { team: "x" } });
    expect(outline(plan([], [placeholder()], { service }))).toEqual({
      ...nothing,
      creates: [["", ""]],
      deletes: ["p"],
    });
    const headless = makeService({ clusterIP: "None" });
    expect(outline(plan([], [placeholder()], { service: headless })).creates).toHaveLength(1);
  });

  it("ES-21: name, age and owner of a placeholder are not compared", () => {
    const existing = [placeholder("other", { creationTimestamp: "2020-01-01T00:00:00Z", ownerReferences: undefined })];
    expect(outline(plan([], existing))).toEqual({ ...nothing, unchanged: ["other"] });
  });

  it("ES-21: two placeholders are replaced by a new one", () => {
    expect(outline(plan([], [placeholder("p"), placeholder("q")]))).toEqual({
      ...nothing,
      creates: [["", ""]],
      deletes: ["p", "q"],
    });
  });

  it("ES-20, ES-21: the last endpoint's slice is replaced by a placeholder, and a placeholder by a slice", () => {
    const full = makeSlice("s", makeEndpointList(0, 1));
    expect(outline(plan([], [full]))).toEqual({ ...nothing, creates: [["", ""]], deletes: ["s"] });
    expect(outline(plan([makePod("a")], [placeholder()]))).toEqual({
      ...nothing,
      creates: [["a", "8080"]],
      deletes: ["p"],
    });
  });

  it("ES-15: pods are grouped by their resolved ports, in any order", () => {
    const spec = (containerPort: number) => ({ containers: [{ name: "c", ports: [{ name: "x", containerPort }] }] });
    const service = makeService({ ports: [{ name: "x", port: 80, targetPort: "x", protocol: "TCP" }] });
    const pods = [
      makePod("a", { spec: spec(1) }),
      makePod("b", { ip: "10.0.0.2", spec: spec(2) }),
      makePod("c", { ip: "10.0.0.3", spec: spec(1) }),
      makePod("d", { ip: "10.0.0.4" }),
    ];
    expect(outline(plan(pods, [], { service })).creates).toEqual([
      ["a,c", "1"],
      ["b", "2"],
      ["d", ""],
    ]);
  });

  it("ES-15: a port always has a name, possibly empty, and all properties of the Service port", () => {
    const service = makeService({ ports: [{ port: 80, targetPort: 8080, protocol: "UDP", appProtocol: "x" }] });
    expect(plan([makePod("a")], [], { service }).creates[0]?.ports).toEqual([
      { name: "", port: 8080, protocol: "UDP", appProtocol: "x" },
    ]);
  });

  it("ES-15: slices with the same ports in another order are unchanged", () => {
    const ports = [
      { name: "a", port: 1, targetPort: 1, protocol: "TCP" },
      { name: "b", port: 2, targetPort: 2, protocol: "TCP" },
    ];
    const service = makeService({ ports });
    const [slice] = plan([makePod("a")], [], { service }).creates as [EndpointSlice];
    const turned = stored("s", { ...slice, ports: [...(slice.ports ?? [])].reverse() });
    expect(outline(plan([makePod("a")], [turned], { service }))).toEqual({ ...nothing, unchanged: ["s"] });
  });

  it("ES-19, ES-15: a Service without ports has slices without ports", () => {
    const service = makeService({ ports: undefined, clusterIP: "None" });
    expect(outline(plan([makePod("a")], [], { service })).creates).toEqual([["a", ""]]);
  });

  it("ES-20: slices with ports that are no longer needed are deleted", () => {
    const old = makeSlice("old", makeEndpointList(0, 2), { ports: [{ name: "http", port: 1, protocol: "TCP" }] });
    expect(outline(plan([makePod("a")], [old]))).toEqual({ ...nothing, creates: [["a", "8080"]], deletes: ["old"] });
  });

  it("ES-13: slices of an earlier Service of the same name are deleted, not reused", () => {
    const [slice] = plan([makePod("a")], []).creates as [EndpointSlice];
    const theirs = stored("theirs", {
      ...slice,
      metadata: {
        ...slice.metadata,
        ownerReferences: [{ apiVersion: "v1", kind: "Service", name: "web", uid: "old" }],
      },
    });
    const result = plan([makePod("a")], [theirs]);
    expect(outline(result)).toEqual({ ...nothing, creates: [["a", "8080"]], deletes: ["theirs"] });
    expect(recycleSlices(makeService(), result.creates, result.deletes).deletes).toHaveLength(1);
  });

  it("ES-14: terminating pods are included, terminal pods are not", () => {
    const pods = [
      makePod("a", { terminating: true }),
      makePod("b", { phase: "Failed" }),
      makePod("c", { phase: "Succeeded" }),
      makePod("d", { ips: [] }),
    ];
    expect(outline(plan(pods, [])).creates).toEqual([["a", "8080"]]);
  });

  it("ES-14: pods without an address of the type are skipped", () => {
    expect(outline(plan([makePod("a")], [], { addressType: "IPv6" })).creates).toEqual([["", ""]]);
  });

  it("ES-16: a pod on a node that does not exist is skipped with an error, the others are not", () => {
    const pods = [makePod("a"), makePod("b", { ip: "10.0.0.2", nodeName: "gone" }), makePod("c", { nodeName: null })];
    const result = plan(pods, []);
    expect(outline(result).creates).toEqual([["a", "8080"]]);
    expect(result.errors.map(({ message }) => message)).toEqual([
      "skipping Pod b for Service ns/web: Node gone Not Found",
      "skipping Pod c for Service ns/web: Node  Not Found",
    ]);
  });

  it("ES-16: with publishNotReadyAddresses it is included without a zone", () => {
    const service = makeService({ publishNotReadyAddresses: true });
    const result = plan([makePod("b", { nodeName: "gone" })], [], { service });
    expect(result.errors).toEqual([]);
    expect(result.creates[0]?.endpoints?.[0]).toMatchObject({ nodeName: "gone" });
    expect(result.creates[0]?.endpoints?.[0]).not.toHaveProperty("zone");
  });
});

describe("recycleSlices", () => {
  const service = makeService();
  const fresh = (addressType: "IPv4" | "IPv6" = "IPv4") => newSlice(service, addressType, []);

  it("ES-22: a create becomes an update of a slice to delete, with its name", () => {
    const { creates, updates, deletes } = recycleSlices(service, [fresh()], [makeSlice("a", []), makeSlice("b", [])]);
    expect(creates).toEqual([]);
    expect(updates).toEqual([{ ...fresh(), metadata: { ...fresh().metadata, name: "a" } }]);
    expect(deletes.map(({ metadata }) => metadata.name)).toEqual(["b"]);
  });

  it("ES-22: it has no resourceVersion, and drops old annotations", () => {
    const old = makeSlice("a", [], { metadata: { annotations: { mine: "lost" } } });
    const { updates } = recycleSlices(service, [fresh()], [old]);
    expect(updates[0]?.metadata).not.toHaveProperty("resourceVersion");
    expect(updates[0]?.metadata).not.toHaveProperty("annotations");
  });

  it("ES-22: remaining creates are kept", () => {
    const { creates, updates, deletes } = recycleSlices(service, [fresh(), fresh()], [makeSlice("a", [])]);
    expect([creates.length, updates.length, deletes.length]).toEqual([1, 1, 0]);
  });

  it("ES-22: neither slices of another type nor those of another owner are reused", () => {
    const others = [
      makeSlice("a", [], { addressType: "IPv6" }),
      makeSlice("b", [], { metadata: { ownerReferences: [] } }),
    ];
    const { creates, updates, deletes } = recycleSlices(service, [fresh()], others);
    expect([creates.length, updates.length, deletes.length]).toEqual([1, 0, 2]);
  });
});

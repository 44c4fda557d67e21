import type { EndpointSubset, Endpoints, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { type EndpointsPlan, planEndpoints } from "../../src/endpoints/plan.js";
import { makeEndpoints, makeService } from "../objects.js";

const target = { kind: "Pod", namespace: "ns", name: "a", uid: "uid-a" };
const address = { ip: "10.0.0.1", nodeName: "n1", targetRef: target };
const subsets: EndpointSubset[] = [{ addresses: [address], ports: [{ name: "http", port: 8080, protocol: "TCP" }] }];
const managed = { "endpoints.kubernetes.io/managed-by": "endpoint-controller" };
const triggerTimeMs = Date.parse("2025-01-01T00:00:10Z");
const trigger = "endpoints.kubernetes.io/last-change-trigger-time";
const capacity = "endpoints.kubernetes.io/over-capacity";
const headless = "service.kubernetes.io/headless";
const many = (count: number): EndpointSubset[] => [
  { addresses: Array.from({ length: count }, (_, at) => ({ ip: `10.1.${at >> 8}.${at & 255}` })) },
];

interface Case {
  readonly service?: ReturnType<typeof makeService>;
  readonly current?: Stored<Endpoints> | undefined;
  readonly subsets?: readonly EndpointSubset[];
  readonly triggerTimeMs?: number | undefined;
}

const plan = (input: Case = {}): EndpointsPlan =>
  planEndpoints({
    service: makeService(),
    current: makeEndpoints(subsets, { labels: managed }),
    subsets,
    triggerTimeMs: undefined,
    ...input,
  });
const written = (input: Case): Endpoints => {
  const result = plan(input);
  if (result.type === "nothing") throw new Error("nothing is written");
  return result.endpoints;
};
const metadataOf = (input: Case) => written(input).metadata;

describe("planEndpoints", () => {
  it("EP-29: creates an object with the Service's name, without owner references", () => {
    expect(plan({ current: undefined, triggerTimeMs })).toEqual({
      type: "create",
      endpoints: {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: {
          name: "web",
          namespace: "ns",
          labels: managed,
          annotations: { [trigger]: "2025-01-01T00:00:10Z" },
        },
        subsets,
      },
    });
  });

  it("EP-25: creates an object even without subsets", () => {
    expect(written({ current: undefined, subsets: [] }).subsets).toEqual([]);
  });

  it("EP-28: writes nothing if the Endpoints are up to date", () => {
    expect(plan({ triggerTimeMs })).toEqual({ type: "nothing" });
  });

  it("EP-28: the resourceVersion of a targetRef is not compared", () => {
    const old = [{ ...subsets[0], addresses: [{ ...address, targetRef: { ...target, resourceVersion: "7" } }] }];
    expect(plan({ current: makeEndpoints(old, { labels: managed }) })).toEqual({ type: "nothing" });
  });

  it.each([undefined, null, []])("EP-28: absent subsets equal %j", (none) => {
    const current = makeEndpoints((none ?? undefined) as never, { labels: managed });
    expect(plan({ current, subsets: [] })).toEqual({ type: "nothing" });
  });

  it.each<[string, EndpointSubset[]]>([
    ["an address", [{ ...subsets[0], addresses: [{ ...address, ip: "10.0.0.2" }] }]],
    ["a node", [{ ...subsets[0], addresses: [{ ...address, nodeName: "n2" }] }]],
    ["a host name", [{ ...subsets[0], addresses: [{ ...address, hostname: "h" }] }]],
    ["the UID of a pod", [{ ...subsets[0], addresses: [{ ...address, targetRef: { ...target, uid: "other" } }] }]],
    ["readiness", [{ notReadyAddresses: [address], ports: subsets[0]?.ports as never }]],
    ["the number of a port", [{ ...subsets[0], ports: [{ name: "http", port: 1, protocol: "TCP" }] }]],
    ["an appProtocol", [{ ...subsets[0], ports: [{ name: "http", port: 8080, protocol: "TCP", appProtocol: "x" }] }]],
    ["a whole subset", [...subsets, { addresses: [address] }]],
  ])("EP-28: a difference in %s is written over", (_, stored) => {
    const result = plan({ current: makeEndpoints(stored, { labels: managed }) });
    expect(result).toMatchObject({ type: "update", endpoints: { subsets } });
  });

  it("EP-29: an update keeps annotations and has the resourceVersion", () => {
    const annotations = { mine: "kept", [trigger]: "old" };
    const current = makeEndpoints([], { annotations, labels: managed, resourceVersion: "42" });
    expect(metadataOf({ current, triggerTimeMs })).toMatchObject({
      resourceVersion: "42",
      uid: "uid-endpoints",
      annotations: { mine: "kept", [trigger]: "2025-01-01T00:00:10Z" },
    });
  });

  it("EP-31: without a trigger time an older one is removed; the Service's annotations are not copied", () => {
    const current = makeEndpoints([], { annotations: { [trigger]: "old" }, labels: managed });
    const service = makeService({}, { annotations: { its: "own" } });
    expect(metadataOf({ current, service }).annotations).toEqual({});
  });

  it("EP-30: has the Service's labels and the controller's two", () => {
    const service = makeService({ clusterIP: "None" }, { labels: { a: "b", [headless]: "x", ...managed } });
    const current = makeEndpoints([], { labels: { old: "gone" } });
    expect(metadataOf({ service, current }).labels).toEqual({ a: "b", [headless]: "", ...managed });
  });

  it("EP-30: a Service with a cluster IP is not headless, whatever its labels", () => {
    const service = makeService({}, { labels: { [headless]: "" } });
    expect(metadataOf({ service, current: undefined }).labels).toEqual(managed);
  });

  it.each([
    ["the headless label alone does not cause a write", { labels: { ...managed, [headless]: "" } }, {}, "nothing"],
    ["the managed-by label does", { labels: {} }, {}, "update"],
    ["another manager does", { labels: { "endpoints.kubernetes.io/managed-by": "me" } }, {}, "update"],
    ["a label of the Service does", { labels: managed }, { labels: { a: "b" } }, "update"],
    ["a label removed from the Service does", { labels: { ...managed, a: "b" } }, {}, "update"],
    ["the same labels do not", { labels: { a: "b", ...managed } }, { labels: { a: "b" } }, "nothing"],
    ["a managed-by label of the Service does not", { labels: managed }, { labels: { ...managed } }, "nothing"],
  ])("EP-28, EP-30: %s", (_, stored, service, expected) => {
    const current = makeEndpoints(subsets, stored);
    expect(plan({ current, service: makeService({}, service) }).type).toBe(expected);
  });

  it("EP-32: truncated Endpoints have the over-capacity annotation, others do not", () => {
    const over = written({ current: undefined, subsets: many(1001) });
    expect(over.metadata.annotations).toEqual({ [capacity]: "truncated" });
    expect(over.subsets?.[0]?.addresses).toHaveLength(1000);
    const current = makeEndpoints(over.subsets ?? [], { labels: managed, annotations: { [capacity]: "truncated" } });
    expect(written({ current, subsets: many(1000) }).metadata.annotations).toEqual({});
  });

  it("EP-28: truncated Endpoints are written in every reconcile, unless that would change nothing", () => {
    const { subsets: stored = [] } = written({ current: undefined, subsets: many(1001) });
    const annotations = { [capacity]: "truncated" };
    const current = makeEndpoints(stored, { labels: managed, annotations });
    expect(plan({ current, subsets: many(1001) })).toEqual({ type: "nothing" });
    expect(plan({ current, subsets: many(1001), triggerTimeMs }).type).toBe("update");
    const outdated = makeEndpoints(stored, { labels: managed, annotations: { ...annotations, [trigger]: "old" } });
    expect(metadataOf({ current: outdated, subsets: many(1001) }).annotations).toEqual(annotations);
  });

  it("EP-28: too many addresses written by another client are truncated", () => {
    const current = makeEndpoints(many(1001), { labels: managed });
    expect(written({ current, subsets: many(1001) }).subsets?.[0]?.addresses).toHaveLength(1000);
  });
});

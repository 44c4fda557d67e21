import type { Endpoint } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { removeHints, setHints } from "../../src/endpointslice/hints.js";
import {
  hintByTrafficDistribution,
  type TrafficDistribution,
  trafficDistributionOf,
} from "../../src/endpointslice/traffic-distribution.js";
import { makeEndpoint, makeService, makeSlice } from "../objects.js";

const zone = (name: string) => ({ forZones: [{ name }] });
const notReady = { conditions: { ready: false } };
const close = "PreferClose" as const;

function hint(endpoints: readonly Endpoint[], distribution: TrafficDistribution = close) {
  const slices = { creates: [], updates: [makeSlice("s", endpoints)], unchanged: [] };
  return hintByTrafficDistribution(slices, distribution).updates[0]?.endpoints?.map(({ hints }) => hints);
}

describe("trafficDistributionOf", () => {
  it.each([
    ["PreferClose", "PreferClose"],
    ["PreferSameZone", "PreferSameZone"],
    ["PreferSameNode", "PreferSameNode"],
    ["Other", undefined],
    ["toString", undefined],
    [undefined, undefined],
  ])("ES-35: %s means %s", (trafficDistribution, expected) => {
    expect(trafficDistributionOf(makeService({ trafficDistribution }))).toBe(expected);
  });
});

describe("hintByTrafficDistribution", () => {
  it.each<[TrafficDistribution, object | undefined, object | undefined]>([
    ["PreferClose", zone("z1"), undefined],
    ["PreferSameZone", zone("z1"), undefined],
    ["PreferSameNode", { ...zone("z1"), forNodes: [{ name: "n1" }] }, { forNodes: [{ name: "n1" }] }],
  ])(
    "ES-35: %s sets hints for the own zone, and for the own node with PreferSameNode",
    (distribution, zoned, unzoned) => {
      expect(hint([makeEndpoint("p1", { zone: "z1" }), makeEndpoint("p2")], distribution)).toEqual([zoned, unzoned]);
    },
  );

  it("ES-35: hints of endpoints that are not ready are not changed", () => {
    const endpoints = [
      makeEndpoint("p1", { zone: "z1", ...notReady, hints: zone("z9") }),
      makeEndpoint("p2", { zone: "z1", ...notReady }),
    ];
    expect(hint(endpoints)).toEqual([zone("z9"), undefined]);
  });

  it("ES-35, CM-10: an unchanged slice is updated only if its hints are wrong, and is not modified in place", () => {
    const right = makeSlice("right", [makeEndpoint("p1", { zone: "z1", hints: zone("z1") })]);
    const wrong = [
      makeSlice("missing", [makeEndpoint("p2", { zone: "z1" })]),
      makeSlice("other", [makeEndpoint("p3", { zone: "z1", hints: zone("z2") })]),
      makeSlice("stale", [makeEndpoint("p4", { hints: zone("z1") })]),
      makeSlice("node", [makeEndpoint("p5", { zone: "z1", hints: { ...zone("z1"), forNodes: [{ name: "n1" }] } })]),
    ];
    const before = structuredClone(wrong);
    const { creates, updates } = hintByTrafficDistribution(
      { creates: [], updates: [], unchanged: [right, ...wrong] },
      close,
    );
    expect(creates).toEqual([]);
    expect(updates.map(({ metadata }) => metadata.name)).toEqual(["missing", "other", "stale", "node"]);
    expect(wrong).toEqual(before);
  });
});

describe("removeHints", () => {
  it("ES-35: removes all hints, and updates only slices that had some", () => {
    const plain = makeSlice("plain", [makeEndpoint("p1")]);
    const hinted = makeSlice("hinted", [
      makeEndpoint("p2", { hints: zone("z1") }),
      makeEndpoint("p3", { ...notReady, hints: zone("z1") }),
    ]);
    const { creates, updates } = removeHints({ creates: [hinted], updates: [hinted], unchanged: [plain, hinted] });
    expect(creates).toHaveLength(1);
    expect(updates.map(({ metadata }) => metadata.name)).toEqual(["hinted", "hinted"]);
    for (const { endpoints = [] } of [...creates, ...updates]) {
      for (const endpoint of endpoints) expect(endpoint).not.toHaveProperty("hints");
    }
  });
});

describe("setHints", () => {
  it("shares unchanged parts", () => {
    const slice = makeSlice("s", [makeEndpoint("p1", { hints: zone("z1") }), makeEndpoint("p2")]);
    expect(setHints(slice, ({ hints }) => (hints === undefined ? undefined : zone("z1")))).toBe(slice);
    const changed = setHints(slice, () => zone("z1"));
    expect(changed.endpoints?.[0]).toBe(slice.endpoints?.[0]);
    expect(changed.endpoints?.[1]?.hints).toEqual(zone("z1"));
  });
});

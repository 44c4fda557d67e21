import { describe, expect, it } from "vitest";
import { allocateEndpoints, isOverloaded } from "../../../src/endpointslice/topology/allocations.js";

const ratios = (entries: Record<string, number>) => new Map(Object.entries(entries));
const even = ratios({ a: 1 / 3, b: 1 / 3, c: 1 / 3 });

describe("allocateEndpoints", () => {
  it.each([
    [undefined, 9, "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"],
    [even, 2, "Insufficient number of endpoints (2 endpoints, 3 zones)"],
    [
      even,
      4,
      "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones)",
    ],
  ])("ES-31, ES-32: is refused for %s and %i endpoints", (cpuRatios, endpoints, message) => {
    expect(allocateEndpoints(cpuRatios, endpoints)).toEqual({ type: "refused", message });
  });

  it("ES-32: allocates each zone its share, rounded up to stay within the threshold", () => {
    const result = allocateEndpoints(ratios({ a: 0.5, b: 0.3, c: 0.2 }), 10);
    expect(result.type === "allocated" && Object.fromEntries(result.byZone)).toEqual({
      a: { minimum: 5, desired: 5, maximum: 5 },
      b: { minimum: 3, desired: 3, maximum: 3 },
      c: { minimum: 2, desired: 2, maximum: 2 },
    });
  });

  it("ES-32: spare endpoints may go to any zone", () => {
    const result = allocateEndpoints(even, 18);
    expect(result.type === "allocated" && result.byZone.get("a")).toEqual({ minimum: 5, desired: 6, maximum: 8 });
  });
});

describe("isOverloaded", () => {
  it.each([
    ["no endpoints", {}, even, false],
    ["no CPU ratios any more", { a: 1 }, undefined, true],
    ["even shares", { a: 2, b: 2, c: 2 }, even, false],
    ["a zone without endpoints", { a: 2, b: 2 }, even, true],
    ["a zone with just enough", { a: 6, b: 5, c: 4 }, ratios({ a: 0.4, b: 0.3, c: 0.3 }), false],
    ["a zone with too few", { a: 6, b: 6, c: 3 }, ratios({ a: 0.4, b: 0.3, c: 0.3 }), true],
    ["one endpoint too few within the threshold", { a: 10, b: 8 }, ratios({ a: 0.5, b: 0.5 }), false],
    ["more than that too few", { a: 11, b: 7 }, ratios({ a: 0.5, b: 0.5 }), true],
  ])("ES-3: %s", (_, endpoints, cpuRatios, expected) => {
    expect(isOverloaded(ratios(endpoints as Record<string, number>), cpuRatios)).toBe(expected);
  });
});

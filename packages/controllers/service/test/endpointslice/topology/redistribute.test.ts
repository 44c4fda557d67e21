import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignHints } from "../../../src/endpointslice/topology/assign-hints.js";
import { countValidHints, planMoves, takeMove } from "../../../src/endpointslice/topology/redistribute.js";
import { makeEndpoint, makeSlice } from "../../objects.js";

const map = <T>(entries: Record<string, T>) => new Map(Object.entries(entries));
const desired = (entries: Record<string, number>) =>
  map(Object.fromEntries(Object.entries(entries).map(([zone, count]) => [zone, { desired: count }])));
const zone = (name: string) => ({ forZones: [{ name }] });

describe("planMoves", () => {
  it.each<[string, Record<string, number>, Record<string, number>, Record<string, number>, Record<string, number>]>([
    ["nothing", {}, {}, {}, {}],
    ["differences that are too small", { a: 1.2, b: 1.1, c: 1 }, { a: 1, b: 1, c: 1 }, {}, {}],
    [
      "the own zone, even if one more would be slightly better",
      { a: 5.1, b: 5.1, c: 5.8 },
      { a: 16 },
      { a: 10 },
      { b: 5, c: 5 },
    ],
    [
      "of two zones with a shortage below one, the one with the larger shortage",
      { a: 5, b: 5.6, c: 5.4 },
      { a: 16 },
      { a: 11 },
      { b: 6, c: 5 },
    ],
    [
      "of two zones with a surplus, the one with the larger surplus",
      { a: 5, b: 5.6, c: 5.4 },
      { b: 8, c: 8 },
      { b: 2, c: 3 },
      { a: 5 },
    ],
    ["more allocated than the maximum", { a: 5, b: 5, c: 5 }, { a: 6, b: 6, c: 6 }, {}, {}],
    ["negative shares", { a: -5, b: -5, c: -5 }, { a: 6, b: 6, c: 6 }, {}, {}],
    ["negative hints", { a: 5, b: 5, c: 5 }, { a: -4, b: -3, c: -2 }, {}, {}],
    ["negative hints in one zone", { a: 5, b: 5, c: 5 }, { a: -40, b: 20, c: 20 }, { b: 15, c: 15 }, { a: 30 }],
  ])("ES-33: %s", (_, wanted, allocated, giving, receiving) => {
    expect(planMoves(desired(wanted), map(allocated))).toEqual({ giving: map(giving), receiving: map(receiving) });
  });
});

describe("takeMove", () => {
  it("ES-33: moves one endpoint from a giving to a receiving zone, until none is left", () => {
    const moves = { giving: map({ a: 2 }), receiving: map({ b: 1, c: 1 }) };
    expect([takeMove(moves, "x"), takeMove(moves, "a"), takeMove(moves, "a"), takeMove(moves, "a")]).toEqual([
      undefined,
      "b",
      "c",
      undefined,
    ]);
    expect(moves).toEqual({ giving: new Map(), receiving: new Map() });
  });
});

describe("countValidHints", () => {
  const limit = (maximum: number) => map({ a: { maximum }, b: { maximum } });
  const ready = (hint: string | undefined) => makeEndpoint("p1", hint === undefined ? {} : { hints: zone(hint) });
  const notReady = makeEndpoint("p2", { conditions: { ready: false } });

  it.each([
    ["counts by zone", [ready("a"), ready("b"), ready("b")], {}, { a: 1, b: 2 }],
    ["skips endpoints that are not ready", [ready("a"), notReady], {}, { a: 1 }],
    ["a ready endpoint without a hint", [ready("a"), ready(undefined)], {}, undefined],
    ["an empty hint", [makeEndpoint("p1", { hints: { forZones: [] } })], {}, undefined],
    ["a zone without an allocation", [ready("z")], {}, undefined],
    ["as many as the maximum", [ready("a")], { a: 2 }, { a: 1 }],
    ["more than the maximum", [ready("a")], { a: 3 }, undefined],
    ["no endpoints", [], {}, {}],
  ])("ES-33: %s", (_, endpoints, allocated, expected) => {
    const counts = countValidHints(makeSlice("s", endpoints), map(allocated as Record<string, number>), limit(3));
    expect(counts && Object.fromEntries(counts)).toEqual(expected);
  });
});

describe("assignHints", () => {
  const allocation = (count: number) => ({ minimum: count, maximum: count, desired: count });

  it("ES-33: starts with the own zone, and moves endpoints from zones with a surplus", () => {
    const endpoints = ["a", "a", "a"].map((name, at) => makeEndpoint(`p${at}`, { zone: name }));
    const slices = { creates: [makeSlice("s", endpoints)], updates: [], unchanged: [] };
    const result = assignHints(slices, map({ a: allocation(1), b: allocation(1), c: allocation(1) }));
    expect(result?.creates[0]?.endpoints?.map(({ hints }) => hints)).toEqual([zone("b"), zone("c"), zone("a")]);
    expect(result && Object.fromEntries(result.endpointsByZone)).toEqual({ a: 1, b: 1, c: 1 });
  });

  it("ES-33: fails for a ready endpoint without a zone, but not for one that is not ready", () => {
    const assign = (fields: object) => {
      const slice = makeSlice("s", [makeEndpoint("p0", { zone: "a" }), makeEndpoint("p1", fields)]);
      return assignHints({ creates: [slice], updates: [], unchanged: [] }, map({ a: allocation(1), b: allocation(1) }));
    };
    expect(assign({})).toBeUndefined();
    expect(assign({ conditions: { ready: false } })).toBeDefined();
  });

  it("ES-33: hints of unchanged slices are kept while valid, and assigned again otherwise", () => {
    const kept = makeSlice("kept", [makeEndpoint("p0", { zone: "a", hints: zone("b") })]);
    const spoilt = makeSlice("spoilt", [makeEndpoint("p1", { zone: "b", hints: zone("gone") })]);
    const result = assignHints(
      { creates: [], updates: [], unchanged: [kept, spoilt] },
      map({ a: allocation(1), b: allocation(1) }),
    );
    expect(result?.updates.map(({ metadata }) => metadata.name)).toEqual(["spoilt"]);
    expect(result?.updates[0]?.endpoints?.[0]?.hints).toEqual(zone("a"));
  });

  it("ES-33: once assigned, hints are not assigned again", () => {
    const zones = fc.constantFrom("a", "b", "c");
    fc.assert(
      fc.property(fc.array(zones, { minLength: 3, maxLength: 30 }), (names) => {
        const third = names.length / 3;
        const minimum = Math.ceil(third / 1.2);
        const maximum = minimum + names.length - 3 * minimum;
        fc.pre(maximum >= minimum);
        const allocations = map(
          Object.fromEntries(
            ["a", "b", "c"].map((name) => [name, { minimum, maximum, desired: Math.max(third, minimum) }]),
          ),
        );
        const slice = makeSlice(
          "s",
          names.map((name, at) => makeEndpoint(`p${at}`, { zone: name })),
        );
        const first = assignHints({ creates: [slice], updates: [], unchanged: [] }, allocations);
        const hinted = makeSlice("s", first?.creates[0]?.endpoints ?? []);
        const second = assignHints({ creates: [], updates: [], unchanged: [hinted] }, allocations);
        expect(second?.updates).toEqual([]);
        expect(second?.endpointsByZone).toEqual(first?.endpointsByZone);
      }),
    );
  });
});

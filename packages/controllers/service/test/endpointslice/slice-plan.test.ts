import type { Endpoint, EndpointSlice, Stored } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planPortGroup } from "../../src/endpointslice/slice-plan.js";
import { makeEndpoint, makeEndpointList, makeService, makeSlice } from "../objects.js";

const ports = [{ name: "http", port: 8080, protocol: "TCP" }];

function plan(
  existing: readonly Stored<EndpointSlice>[],
  desired: readonly Endpoint[],
  options: Record<string, unknown> = {},
) {
  const { maximum = 100, service = makeService() } = options as {
    maximum?: number;
    service?: ReturnType<typeof makeService>;
  };
  return planPortGroup({ service, addressType: "IPv4", ports, existing, desired, maximum });
}

const sizes = (slices: readonly EndpointSlice[]) => slices.map(({ endpoints = [] }) => endpoints.length);
const outline = ({ creates, updates, deletes }: ReturnType<typeof plan>) => ({
  creates: sizes(creates),
  updates: updates.map(({ metadata, endpoints = [] }) => `${metadata.name}: ${endpoints.length}`),
  deletes: deletes.map(({ metadata }) => metadata.name),
});

describe("planPortGroup", () => {
  it.each([
    [50, [50, 50, 50, 50, 50]],
    [80, [80, 80, 80, 10]],
    [100, [100, 100, 50]],
    [150, [150, 100]],
    [250, [250]],
    [500, [250]],
  ])("ES-19 (V-SLICE): 250 endpoints, at most %i in a slice: %j", (maximum, expected) => {
    expect(outline(plan([], makeEndpointList(0, 250), { maximum }))).toEqual({
      creates: expected,
      updates: [],
      deletes: [],
    });
  });

  it("ES-19 (V-SLICE): 62 and 61 of 250: one new slice, and the remainder goes to the fullest slice with room for it", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 62)), makeSlice("b", makeEndpointList(62, 123))];
    expect(outline(plan(existing, makeEndpointList(0, 250)))).toEqual({
      creates: [100],
      updates: ["a: 89"],
      deletes: [],
    });
  });

  it("ES-19 (V-SLICE): 74 and 74 of 300: two new slices, because the remainder fits into neither", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 74)), makeSlice("b", makeEndpointList(74, 148))];
    expect(outline(plan(existing, makeEndpointList(0, 300)))).toEqual({ creates: [100, 52], updates: [], deletes: [] });
  });

  it("ES-19: enough endpoints to fill a slice get a new one, even if there is an empty one", () => {
    const outcome = (count: number) => outline(plan([makeSlice("a", [])], makeEndpointList(0, count)));
    expect(outcome(99)).toEqual({ creates: [], updates: ["a: 99"], deletes: [] });
    expect(outcome(100)).toEqual({ creates: [100], updates: [], deletes: [] });
  });

  it("ES-19: new endpoints fill up slices that change anyway, the fullest first", () => {
    const existing = [
      makeSlice("a", makeEndpointList(0, 50)),
      makeSlice("b", makeEndpointList(50, 130)),
      makeSlice("c", makeEndpointList(130, 190)),
    ];
    // One endpoint each of a and b is removed; 30 are added: b has room for 21, the other 9 go to a.
    const desired = [...makeEndpointList(1, 50), ...makeEndpointList(51, 190), ...makeEndpointList(200, 230)];
    expect(outline(plan(existing, desired))).toEqual({ creates: [], updates: ["b: 100", "a: 58"], deletes: [] });
  });

  it("ES-19: a slice is not updated only to rebalance", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 1)), makeSlice("b", makeEndpointList(1, 2))];
    expect(outline(plan(existing, makeEndpointList(0, 2)))).toEqual({ creates: [], updates: [], deletes: [] });
  });

  it("ES-19: a slice without endpoints left is deleted, even if others would fit into it", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 5)), makeSlice("b", makeEndpointList(5, 10))];
    expect(outline(plan(existing, makeEndpointList(0, 5)))).toEqual({ creates: [], updates: [], deletes: ["b"] });
    expect(outline(plan(existing, [...makeEndpointList(0, 5), ...makeEndpointList(20, 22)]))).toEqual({
      creates: [],
      updates: ["a: 7"],
      deletes: ["b"],
    });
  });

  it("ES-19: an endpoint with changed conditions is updated in its slice", () => {
    const notReady = { conditions: { ready: false, serving: false, terminating: false } };
    const existing = [makeSlice("a", makeEndpointList(0, 3))];
    const desired = [makeEndpoint("p0"), makeEndpoint("p1", notReady), makeEndpoint("p2")];
    const { updates } = plan(existing, desired);
    expect(updates).toEqual([{ ...existing[0], endpoints: desired }]);
  });

  it("ES-19: an endpoint in two slices, or twice in one, is kept in the first place", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 2)), makeSlice("b", makeEndpointList(1, 3))];
    expect(outline(plan(existing, makeEndpointList(0, 3)))).toEqual({ creates: [], updates: ["b: 1"], deletes: [] });
    const twice = [makeSlice("a", [makeEndpoint("p0"), makeEndpoint("p0")])];
    expect(outline(plan(twice, [makeEndpoint("p0")]))).toEqual({ creates: [], updates: ["a: 1"], deletes: [] });
  });

  it("ES-25: changed labels of the Service update slices, changed reserved labels alone do not", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 2))];
    const labelled = makeService({}, { labels: { team: "x" } });
    const { updates } = plan(existing, makeEndpointList(0, 2), { service: labelled });
    expect(updates.map(({ metadata }) => metadata.labels)).toEqual([{ ...existing[0]?.metadata.labels, team: "x" }]);
    expect(updates[0]?.endpoints).toEqual(existing[0]?.endpoints);
    const headless = makeService({ clusterIP: "None" });
    expect(outline(plan(existing, makeEndpointList(0, 2), { service: headless })).updates).toEqual([]);
  });

  it("ES-19: a slice whose labels change is filled up first, too", () => {
    const existing = [makeSlice("a", makeEndpointList(0, 2))];
    const service = makeService({}, { labels: { team: "x" } });
    expect(outline(plan(existing, makeEndpointList(0, 4), { service }))).toEqual({
      creates: [],
      updates: ["a: 4"],
      deletes: [],
    });
  });

  it("ES-19: the result has exactly the desired endpoints, none twice, no slice too full, and is stable", () => {
    const members = fc.uniqueArray(fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(
        fc.array(members, { maxLength: 5 }),
        members,
        fc.integer({ min: 1, max: 9 }),
        (lists, wanted, maximum) => {
          const existing = lists
            .map((list) => list.slice(0, maximum))
            .filter((list) => list.length > 0)
            .map((list, at) =>
              makeSlice(
                `s${at}`,
                list.map((number) => makeEndpoint(`p${number}`)),
              ),
            );
          const desired = wanted.map((number) => makeEndpoint(`p${number}`));
          const { creates, updates, deletes } = plan(existing, desired, { maximum });
          const gone = new Set([...updates, ...deletes].map(({ metadata }) => metadata.name));
          const unchanged = existing.filter(({ metadata }) => !gone.has(metadata.name));
          const created = creates.map((slice, at) => makeSlice(`new${at}`, slice.endpoints ?? []));
          const after = [...unchanged, ...updates, ...created];
          const names = after.flatMap(({ endpoints = [] }) => endpoints.map(({ targetRef }) => targetRef?.name));
          expect([...names].sort()).toEqual(wanted.map((number) => `p${number}`).sort());
          for (const size of sizes(after)) expect(size).toBeLessThanOrEqual(maximum);
          for (const size of sizes(after)) expect(size).toBeGreaterThan(0);
          expect(outline(plan(after, desired, { maximum }))).toEqual({ creates: [], updates: [], deletes: [] });
        },
      ),
    );
  });
});

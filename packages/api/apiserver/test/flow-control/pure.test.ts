import type { FlowSchema } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocateConcurrency } from "../../src/flow-control/concurrency-allocation.js";
import { adjustedLimits, levelBounds } from "../../src/flow-control/concurrency-limits.js";
import { DroppedRequests } from "../../src/flow-control/dropped-requests.js";
import { compileSchema } from "../../src/flow-control/match-schema.js";
import { SeatDemand, smoothedDemand } from "../../src/flow-control/seat-demand.js";
import { dealHand, hashOfFlow } from "../../src/flow-control/shuffle-sharding.js";
import { WatchCounts } from "../../src/flow-control/watch-counts.js";
import { estimateWork } from "../../src/flow-control/work-estimate.js";

const share = (nominalConcurrencyShares: number, lendablePercent = 0, borrowingLimitPercent?: number) => ({
  nominalConcurrencyShares,
  lendablePercent,
  borrowingLimitPercent,
});

describe("the seats of priority levels", () => {
  it("are those of upstream's levels: 600 by 245 shares, rounded up", () => {
    // exempt, catch-all, global-default, leader-election, node-high, system, workload-high, workload-low
    const shares = [
      share(0),
      share(5),
      share(20, 50),
      share(10),
      share(40, 25),
      share(30, 33),
      share(40, 50),
      share(100, 90),
    ];
    const bounds = levelBounds(shares, 600);
    expect(bounds.map(({ nominal, lower }) => [nominal, lower])).toEqual([
      [0, 0],
      [13, 13],
      [49, 24],
      [25, 25],
      [98, 73],
      [74, 50],
      [98, 49],
      [245, 24],
    ]);
    expect(bounds.map(({ nominal, upper }) => upper - nominal)).toEqual(Array(8).fill(600));
    expect(levelBounds([share(10, 0, 50)], 100)).toEqual([{ nominal: 100, lower: 100, upper: 150 }]);
    expect(levelBounds([share(0)], 100)).toEqual([{ nominal: 0, lower: 0, upper: 100 }]);
  });

  const level = (nominal: number, lower: number, more: object = {}) => ({
    nominal,
    lower,
    upper: nominal + 600,
    exempt: false,
    highWatermark: 0,
    smoothed: 0,
    ...more,
  });

  it("a busy level borrows what idle ones lend, and not more than it may", () => {
    const idle = level(50, 10);
    const { current } = adjustedLimits(
      [level(50, 50, { highWatermark: 400, smoothed: 400 }), idle, idle],
      [50, 50, 50],
    );
    expect(current[0]).toBeGreaterThan(100);
    expect(current.reduce((a, b) => a + b)).toBe(150);
    const bounded = adjustedLimits([level(50, 50, { upper: 60, highWatermark: 400, smoothed: 400 }), idle], [50, 50]);
    expect(bounded.current).toEqual([60, 40]);
  });

  it("the exempt level has what it wants, and the others share what remains", () => {
    const exempt = level(0, 0, { exempt: true, highWatermark: 30 });
    const wanted = { highWatermark: 50, smoothed: 50 };
    const others = [level(50, 10, wanted), level(50, 10, wanted)];
    expect(adjustedLimits([exempt, ...others], []).current).toEqual([30, 35, 35]);
    expect(adjustedLimits([{ ...exempt, highWatermark: 90 }, ...others], []).current).toEqual([90, 10, 10]);
  });

  it("property: an allocation sums up, keeps to its bounds, and gives everybody else the fair fraction of their target", () => {
    const claim = fc
      .record({
        low: fc.double({ min: 0, max: 5, noNaN: true }),
        more: fc.double({ min: 0, max: 3, noNaN: true }),
        want: fc.double({ min: 0, max: 3, noNaN: true }),
      })
      .map(({ low, more, want }) => ({ lowerBound: low, upperBound: low + more, target: low + want }));
    fc.assert(
      fc.property(
        fc.array(claim, { minLength: 1, maxLength: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (claims, part) => {
          const low = claims.reduce((sum, { lowerBound }) => sum + lowerBound, 0);
          const high = claims.reduce((sum, { upperBound }) => sum + upperBound, 0);
          const sum = Math.round(low + (high - low) * part);
          const allocation = allocateConcurrency(sum, claims);
          if (low - sum > 1e-7 || sum - high > 1e-7) {
            expect(allocation).toBeUndefined();
            return;
          }
          expect(allocation).toBeDefined();
          const { seats, fairFraction } = allocation ?? { seats: [], fairFraction: 0 };
          expect(seats.reduce((a, b) => a + b)).toBeCloseTo(sum, 5);
          if (sum === 0) return;
          for (const [index, { lowerBound, upperBound, target }] of claims.entries()) {
            const fair = fairFraction * Math.max(target, 0.001);
            expect(seats[index]).toBeCloseTo(Math.max(lowerBound, Math.min(upperBound, fair)), 5);
          }
        },
      ),
    );
  });

  it("property: adjusted limits of levels stay within their bounds, and idle levels keep what they do not lend", () => {
    const demand = fc.record({
      nominal: fc.nat(100),
      lendable: fc.nat(100),
      highWatermark: fc.nat(300),
      smoothed: fc.nat(300),
    });
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 8 }), (demands) => {
        const levels = demands.map(({ nominal, lendable, highWatermark, smoothed }) =>
          level(nominal, nominal - Math.round((nominal * lendable) / 100), { highWatermark, smoothed }),
        );
        const { current } = adjustedLimits(
          levels,
          levels.map(({ nominal }) => nominal),
        );
        for (const [index, { lower, upper }] of levels.entries()) {
          expect(current[index]).toBeGreaterThanOrEqual(lower);
          expect(current[index]).toBeLessThanOrEqual(upper);
        }
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b);
        expect(Math.abs(sum(current) - sum(levels.map(({ nominal }) => nominal)))).toBeLessThanOrEqual(levels.length);
      }),
    );
  });
});

describe("seat demand", () => {
  it("is integrated over time, with its deviation and its highest value", () => {
    const demand = new SeatDemand(0);
    demand.set(10, 1);
    demand.set(0, 3);
    expect(demand.reset(5)).toEqual({ seconds: 5, average: 4, deviation: Math.sqrt(24), highWatermark: 10 });
    expect(demand.reset(5)).toEqual({ seconds: 0, average: 0, deviation: 0, highWatermark: 0 });
  });

  it("rises at once and is half forgotten in five minutes", () => {
    const period = (average: number) => ({ seconds: 10, average, deviation: 0, highWatermark: average });
    let smoothed = smoothedDemand(0, period(100));
    expect(smoothed).toBe(100);
    for (let adjustment = 0; adjustment < 30; adjustment++) smoothed = smoothedDemand(smoothed, period(0));
    expect(smoothed).toBeGreaterThan(49);
    expect(smoothed).toBeLessThan(51);
    expect(smoothedDemand(7, { ...period(0), seconds: 0 })).toBe(7);
  });
});

describe("shuffle sharding", () => {
  it("deals as upstream does, from SHA-256 of schema and flow", () => {
    expect(dealHand(0n, { deckSize: 5, handSize: 3 })).toEqual([0, 1, 2]);
    expect(dealHand(119n, { deckSize: 5, handSize: 5 })).toEqual([4, 3, 2, 1, 0]);
    expect(hashOfFlow("a", "b")).toBe(hashOfFlow("a", "b"));
    expect(hashOfFlow("a", "b")).not.toBe(hashOfFlow("ab", ""));
  });

  it("property: a hand has different cards of the deck, and every card is dealt", () => {
    const sizes = fc
      .integer({ min: 1, max: 128 })
      .chain((deckSize) =>
        fc.record({ deckSize: fc.constant(deckSize), handSize: fc.integer({ min: 1, max: Math.min(deckSize, 8) }) }),
      );
    fc.assert(
      fc.property(sizes, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (size, hash) => {
        const hand = dealHand(hash, size);
        expect(new Set(hand).size).toBe(size.handSize);
        expect(hand.every((card) => card >= 0 && card < size.deckSize)).toBe(true);
      }),
    );
    const seen = new Set(
      Array.from({ length: 500 }, (_, flow) =>
        dealHand(hashOfFlow("s", String(flow)), { deckSize: 64, handSize: 6 }),
      ).flat(),
    );
    expect(seen.size).toBe(64);
  });
});

describe("Retry-After", () => {
  it("grows while many are refused and shrinks when few are (upstream: TestDroppedRequestsTracker)", () => {
    const steps: readonly (readonly [second: number, dropped: number, retryAfter: number])[] = [
      [0, 5, 1],
      [1, 11, 2],
      [2, 1, 2],
      [3, 11, 4],
      [4, 1, 4],
      [7, 1, 8],
      [11, 1, 8],
      [15, 1, 7],
      [17, 1, 6],
      [21, 14, 5],
      [22, 1, 10],
    ];
    const dropped = new DroppedRequests();
    const start = 1_700_000_000;
    for (const [second, count, expected] of steps) {
      for (let times = 0; times < count; times++) dropped.record(start + second);
      expect([second, dropped.retryAfterSeconds]).toEqual([second, expected]);
    }
  });
});

describe("a FlowSchema", () => {
  const resource = {
    isResource: true,
    verb: "get",
    group: "apps",
    namespace: "n",
    resource: "deployments",
    subresource: "",
    path: "/x",
  };
  const path = { ...resource, isResource: false, namespace: "", resource: "", group: "", path: "/healthz/etcd" };
  const jane = { name: "jane", groups: ["system:authenticated", "devs"] };
  const robot = { name: "system:serviceaccount:n:robot", groups: [] };
  const all = { verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true };
  const subjects = {
    jane: { kind: "User", user: { name: "jane" } },
    any: { kind: "User", user: { name: "*" } },
    devs: { kind: "Group", group: { name: "devs" } },
    anyGroup: { kind: "Group", group: { name: "*" } },
    robot: { kind: "ServiceAccount", serviceAccount: { namespace: "n", name: "robot" } },
    accounts: { kind: "ServiceAccount", serviceAccount: { namespace: "n", name: "*" } },
    broken: { kind: "User" },
  };
  const matches = (subject: object, rule: object, user = jane, info: typeof resource = resource) =>
    compileSchema({
      apiVersion: "v1",
      kind: "FlowSchema",
      metadata: {},
      spec: { priorityLevelConfiguration: { name: "x" }, rules: [{ subjects: [subject], ...rule }] },
    } as unknown as FlowSchema)(user)?.(info) ?? false;
  const resources = (rule: object = {}) => ({ resourceRules: [{ ...all, ...rule }] });
  const paths = (...nonResourceURLs: readonly string[]) => ({
    nonResourceRules: [{ verbs: ["get"], nonResourceURLs }],
  });

  it.each<[string, boolean, () => boolean]>([
    ["a user", true, () => matches(subjects.jane, resources())],
    ["any user", true, () => matches(subjects.any, resources())],
    ["a group", true, () => matches(subjects.devs, resources())],
    ["any group", true, () => matches(subjects.anyGroup, resources(), robot)],
    ["another user", false, () => matches(subjects.jane, resources(), robot)],
    ["a ServiceAccount", true, () => matches(subjects.robot, resources(), robot)],
    ["all ServiceAccounts of a namespace", true, () => matches(subjects.accounts, resources(), robot)],
    [
      "those of a namespace with the same beginning",
      false,
      () => matches(subjects.accounts, resources(), { name: "system:serviceaccount:nn:robot", groups: [] }),
    ],
    ["a subject without a name", false, () => matches(subjects.broken, resources())],
    ["another verb", false, () => matches(subjects.jane, resources({ verbs: ["list"] }))],
    ["another group", false, () => matches(subjects.jane, resources({ apiGroups: [""] }))],
    ["one of several groups", true, () => matches(subjects.jane, resources({ apiGroups: ["", "apps"] }))],
    [
      "a subresource",
      true,
      () =>
        matches(subjects.jane, resources({ resources: ["deployments/scale"] }), jane, {
          ...resource,
          subresource: "scale",
        }),
    ],
    [
      "a subresource of a resource that is named alone",
      false,
      () =>
        matches(subjects.jane, resources({ resources: ["deployments"] }), jane, { ...resource, subresource: "scale" }),
    ],
    ["another namespace", false, () => matches(subjects.jane, resources({ namespaces: ["m"] }))],
    [
      "cluster scope",
      true,
      () => matches(subjects.jane, resources({ namespaces: [] }), jane, { ...resource, namespace: "" }),
    ],
    [
      "no cluster scope",
      false,
      () => matches(subjects.jane, resources({ clusterScope: false }), jane, { ...resource, namespace: "" }),
    ],
    ["any path", true, () => matches(subjects.jane, paths("*"), jane, path)],
    ["a path", true, () => matches(subjects.jane, paths("/healthz/etcd"), jane, path)],
    ["below a path", true, () => matches(subjects.jane, paths("/healthz"), jane, path)],
    ["below a path with a star", true, () => matches(subjects.jane, paths("/healthz/*"), jane, path)],
    ["a path with the same beginning", false, () => matches(subjects.jane, paths("/health"), jane, path)],
    ["a resource by a rule for paths", false, () => matches(subjects.jane, paths("*"))],
    ["a path by a rule for resources", false, () => matches(subjects.jane, resources(), jane, path)],
  ])("matches %s: %s", (_, expected, result) => {
    expect(result()).toBe(expected);
  });
});

describe("the work of a request", () => {
  const seats = (verb: string, query: string, { objects = 0, bytes = 0, maxSeats = 0, name = "" } = {}) =>
    estimateWork({ verb, name, resource: "pods", subresource: "" }, new URLSearchParams(query), {
      statistics: objects === 0 ? undefined : { objects, bytes },
      watches: () => 0,
      maxSeats,
    }).initialSeats;

  it.each<[string, number, () => number]>([
    ["get", 1, () => seats("get", "")],
    ["list of what is not known", 1, () => seats("list", "")],
    ["small list", 1, () => seats("list", "", { objects: 10, bytes: 1000 })],
    ["list of 500 kB", 5, () => seats("list", "", { objects: 500, bytes: 1000 })],
    ["list of 50 MB, which is streamed", 10, () => seats("list", "", { objects: 50_000, bytes: 1000 })],
    [
      "page of it at a version",
      5,
      () => seats("list", "limit=500&resourceVersion=7", { objects: 50_000, bytes: 1000 }),
    ],
    [
      "selected page of it at a version",
      100,
      () => seats("list", "limit=500&resourceVersion=7&labelSelector=a", { objects: 50_000, bytes: 1000 }),
    ],
    [
      "list at an exact version",
      100,
      () => seats("list", "resourceVersionMatch=Exact&resourceVersion=7", { objects: 50_000, bytes: 1000 }),
    ],
    ["continued list", 100, () => seats("list", "continue=x", { objects: 50_000, bytes: 1000 })],
    [
      "list of one by its name",
      1,
      () => seats("list", "fieldSelector=metadata.name%3Da", { objects: 50_000, bytes: 1000 }),
    ],
    ["list in a level with few seats", 3, () => seats("list", "", { objects: 50_000, bytes: 1000, maxSeats: 3 })],
    ["list of objects of unknown size", 10, () => seats("list", "", { objects: 2, bytes: 0 })],
    ["watch", 1, () => seats("watch", "", { objects: 50_000, bytes: 1000 })],
    ["watch with initial events", 10, () => seats("watch", "sendInitialEvents=true", { objects: 50_000, bytes: 1000 })],
  ])("%s: %d seats", (_, expected, result) => {
    expect(result()).toBe(expected);
  });

  it("a change that many watch keeps seats for its event", () => {
    const estimate = (watches: number, maxSeats: number, subresource = "") =>
      estimateWork(
        { verb: "create", name: "", resource: subresource === "" ? "pods" : "serviceaccounts", subresource },
        new URLSearchParams(),
        {
          statistics: undefined,
          watches: () => watches,
          maxSeats,
        },
      );
    expect(estimate(9, 0)).toEqual({ initialSeats: 1, finalSeats: 0, additionalSeconds: 0 });
    expect(estimate(25, 0)).toEqual({ initialSeats: 1, finalSeats: 3, additionalSeconds: 0.005 });
    expect(estimate(1000, 0)).toEqual({ initialSeats: 1, finalSeats: 10, additionalSeconds: 0.05 });
    expect(estimate(1000, 4)).toEqual({ initialSeats: 1, finalSeats: 4, additionalSeconds: 0.125 });
    expect(estimate(1000, 0, "token").finalSeats).toBe(0);
  });

  it("watches are counted by their scope (upstream: TestGetInterestedWatchCount)", () => {
    const counts = new WatchCounts();
    const of = (resource: string, namespace = "", name = "") => ({ group: "", resource, namespace, name });
    const ends = [of("pods"), of("pods", "a"), of("pods", "a", "x"), of("pods", "b"), of("secrets")].map((scope) =>
      counts.register(scope, new URLSearchParams()),
    );
    counts.register(of("pods"), new URLSearchParams("fieldSelector=spec.nodeName%3Dn"));
    counts.register(of("pods", "a"), new URLSearchParams("fieldSelector=metadata.name%3Dx"));
    expect(counts.interestedIn(of("pods", "a", "x"))).toBe(4);
    expect(counts.interestedIn(of("pods", "a"))).toBe(2);
    expect(counts.interestedIn(of("pods", "b", "x"))).toBe(2);
    expect(counts.interestedIn(of("nodes"))).toBe(0);
    for (const end of ends) end();
    expect(counts.interestedIn(of("pods", "a", "x"))).toBe(1);
  });
});

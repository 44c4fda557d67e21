import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxSurge } from "../src/fenceposts.js";
import { fractionOf, isScalingEvent, planScale } from "../src/proportional.js";
import { activeOf, specReplicas } from "../src/replica-sets.js";
import { deployment, type ReplicaSetShape, storedReplicaSet } from "./objects.js";

/** More runs than other properties, because each is cheap. */
const runs = fc.readConfigureGlobal().numRuns ?? 200;

interface Scenario {
  readonly from: number;
  readonly to: number;
  readonly surge?: number;
  readonly formerSurge?: number;
  /** Newest first. */
  readonly sizes: readonly number[];
  readonly result: readonly number[];
  readonly newIsAbsent?: boolean;
  readonly status?: number;
}

/** ReplicaSets scaled for `from` and the former surge; `sizes` newest first. */
function setsOf({ from, formerSurge, surge = 0, sizes, newIsAbsent }: Scenario) {
  const before = deployment({ replicas: from, maxSurge: formerSurge ?? surge, maxUnavailable: 1 });
  const scaledFor = [from, from + maxSurge(before)] as const;
  const all = sizes.map((replicas, at) =>
    storedReplicaSet(`v${sizes.length - at}`, { replicas, scaledFor, createdSeconds: sizes.length - at }),
  );
  const olds = newIsAbsent === true ? all : all.slice(1);
  return { newReplicaSet: newIsAbsent === true ? undefined : all[0], oldReplicaSets: [...olds].reverse(), all };
}

describe("planScale", () => {
  const table: Scenario[] = [
    { from: 10, to: 12, sizes: [10], result: [12] },
    { from: 10, to: 5, sizes: [10], result: [5] },
    { from: 5, to: 10, sizes: [2, 3], result: [4, 6] },
    { from: 5, to: 3, sizes: [2, 3], result: [1, 2] },
    { from: 9, to: 4, sizes: [8, 1], result: [4, 0] },
    { from: 7, to: 10, sizes: [2, 3, 2], result: [3, 4, 3] },
    { from: 13, to: 8, sizes: [2, 8, 3], result: [1, 5, 2] },
    { from: 3, to: 4, sizes: [1, 1, 1], result: [2, 1, 1] },
    { from: 3, to: 2, sizes: [1, 1, 1], result: [1, 1, 0] },
    { from: 4, to: 5, sizes: [2, 2], result: [3, 2], newIsAbsent: true },
    { from: 6, to: 0, sizes: [3, 2, 1], result: [0, 0, 0] },
    { from: 6, to: 6, sizes: [0, 0, 0], result: [6, 0, 0] },
    { from: 10, to: 20, surge: 2, sizes: [6, 6], result: [11, 11] },
    { from: 10, to: 50, formerSurge: 3, surge: 6, sizes: [5, 8], result: [22, 34] },
    { from: 10, to: 14, sizes: [7, 3], result: [10, 4], newIsAbsent: true },
    { from: 10, to: 30, surge: 3, sizes: [5, 8], result: [13, 20] },
    { from: 5, to: 7, sizes: [0, 0], result: [7, 0], newIsAbsent: true },
  ];
  for (const scenario of table) {
    const { from, to, surge = 0, sizes, result } = scenario;
    it(`DEP-71..75, V-SCALE: scaling from ${from} to ${to}+${surge} turns ${JSON.stringify(sizes)} into ${JSON.stringify(result)}`, () => {
      const { all, ...sets } = setsOf(scenario);
      const plan = planScale(deployment({ replicas: to, maxSurge: surge, maxUnavailable: 2 }), sets);
      const size = (name: string) => plan.find(({ replicaSet }) => replicaSet.metadata.name === name)?.replicas;
      expect(all.map((each) => size(each.metadata.name) ?? specReplicas(each))).toEqual(result);
    });
  }

  it("DEP-72: with a saturated new ReplicaSet all others are scaled to 0", () => {
    const newReplicaSet = storedReplicaSet("v2", { replicas: 2, scaledFor: [2, 3], createdSeconds: 2 });
    const oldReplicaSets = [storedReplicaSet("v0", { replicas: 0 }), storedReplicaSet("v1", { replicas: 1 })];
    const plan = planScale(deployment({ replicas: 2, maxSurge: 1 }), { newReplicaSet, oldReplicaSets });
    expect(plan.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas])).toEqual([["v1", 0]]);
  });

  it("DEP-72: a new ReplicaSet that is not available is not saturated", () => {
    const newReplicaSet = storedReplicaSet("v2", { replicas: 2, available: 0, scaledFor: [2, 3], createdSeconds: 2 });
    const oldReplicaSets = [storedReplicaSet("v1", { replicas: 1, scaledFor: [2, 3] })];
    const wanted = deployment({ replicas: 2, maxSurge: 1, maxUnavailable: 1 });
    expect(planScale(wanted, { newReplicaSet, oldReplicaSets })).toEqual([]);
  });

  it("DEP-75: updates the annotations of ReplicaSets whose size does not change, too", () => {
    const newReplicaSet = storedReplicaSet("v2", { replicas: 2, available: 0, scaledFor: [2, 4], createdSeconds: 2 });
    const oldReplicaSets = [storedReplicaSet("v1", { replicas: 1, scaledFor: [2, 3] })];
    const wanted = deployment({ replicas: 2, maxSurge: 1, maxUnavailable: 1 });
    const plan = planScale(wanted, { newReplicaSet, oldReplicaSets });
    expect(plan.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas])).toEqual([["v2", 2]]);
  });

  it("DEP-76: does nothing if a Recreate Deployment has several active ReplicaSets", () => {
    const { all: _all, ...sets } = setsOf({ from: 5, to: 10, sizes: [2, 3], result: [] });
    expect(planScale(deployment({ replicas: 10, strategy: "Recreate" }), sets)).toEqual([]);
  });

  it("DEP-71: does nothing without ReplicaSets", () => {
    expect(planScale(deployment({ replicas: 10 }), { newReplicaSet: undefined, oldReplicaSets: [] })).toEqual([]);
  });

  it("DEP-71: does not write the only active ReplicaSet if it has the right size, whatever its max-replicas", () => {
    const newReplicaSet = storedReplicaSet("v1", { replicas: 3, scaledFor: [3, 9] });
    expect(planScale(deployment({ replicas: 3, maxSurge: 1 }), { newReplicaSet, oldReplicaSets: [] })).toEqual([]);
  });

  it("DEP-98: a ReplicaSet of the right size that was scaled for another number is not a scaling event, so the rollout continues", () => {
    const newReplicaSet = storedReplicaSet("v1", { replicas: 5, scaledFor: [3, 4] });
    const wanted = deployment({ replicas: 5, maxSurge: 1 });
    expect(planScale(wanted, { newReplicaSet, oldReplicaSets: [] })).toEqual([]);
    expect(isScalingEvent(wanted, { newReplicaSet, oldReplicaSets: [] })).toBe(false);
  });

  it("DEP-76: nor are several active ReplicaSets of a Recreate Deployment", () => {
    const { all: _all, ...sets } = setsOf({ from: 5, to: 10, sizes: [2, 3], result: [] });
    expect(isScalingEvent(deployment({ replicas: 10, strategy: "Recreate" }), sets)).toBe(false);
  });

  it("DEP-73, DEP-74: the sizes add up to what is allowed, and none is below 0", () => {
    const property = fc.property(
      fc.record({ replicas: fc.nat(30), maxSurge: fc.nat(6) }),
      fc.array(fc.record({ replicas: fc.integer({ min: 1, max: 30 }), max: fc.integer({ min: 0, max: 60 }) }), {
        minLength: 2,
        maxLength: 5,
      }),
      ({ replicas, maxSurge: surge }, shapes) => {
        const wanted = deployment({ replicas, maxSurge: surge, maxUnavailable: 1, status: { replicas: 20 } });
        const total = shapes.reduce((sum, each) => sum + each.replicas, 0);
        const oldReplicaSets = shapes.map((each, at) =>
          storedReplicaSet(`v${at}`, { replicas: each.replicas, scaledFor: [total, each.max], createdSeconds: at }),
        );
        const plan = planScale(wanted, { newReplicaSet: undefined, oldReplicaSets });
        const sizes = oldReplicaSets.map(
          (each) => plan.find(({ replicaSet }) => replicaSet === each)?.replicas ?? specReplicas(each),
        );
        const allowed = replicas === 0 ? 0 : replicas + maxSurge(wanted);
        for (const size of sizes) expect(size).toBeGreaterThanOrEqual(0);
        const sum = sizes.reduce((left, right) => left + right, 0);
        // The lower bound of 0 can make the sum exceed what is allowed, never fall below it.
        expect(sum).toBeGreaterThanOrEqual(allowed);
        if (shapes.every((each) => each.max === total)) expect(sum).toBe(allowed);
      },
    );
    fc.assert(property, { numRuns: 10 * runs });
  });
});

describe("the order of ReplicaSets", () => {
  it("DEP-99: among equal sizes it is by age and name, in whatever order they are listed", () => {
    const shape = fc.record({ replicas: fc.integer({ min: 1, max: 3 }), createdSeconds: fc.nat(2) });
    const shapes = fc.array(shape, { minLength: 2, maxLength: 6 });
    const listed = shapes.chain((all) => {
      const replicaSets = all.map((each, at) => storedReplicaSet(`v${at}`, { ...each, scaledFor: [10, 11] }));
      const shuffled = fc.shuffledSubarray(replicaSets, { minLength: all.length, maxLength: all.length });
      return fc.tuple(fc.constant(replicaSets), shuffled);
    });
    const property = fc.property(fc.nat(20), listed, (replicas, [one, other]) => {
      const wanted = deployment({ replicas, maxSurge: 1 });
      const planned = (oldReplicaSets: typeof one) =>
        planScale(wanted, { newReplicaSet: undefined, oldReplicaSets })
          .map(({ replicaSet, replicas }) => `${replicaSet.metadata.name}: ${replicas}`)
          .sort();
      expect(planned(other)).toEqual(planned(one));
    });
    fc.assert(property, { numRuns: 5 * runs });
  });
});

describe("fractionOf", () => {
  const table: [string, ReplicaSetShape & { readonly replicas: number }, number, number][] = [
    ["scaling to 0 removes all", { replicas: 4, scaledFor: [10, 10] }, 0, -4],
    ["grows by the ratio", { replicas: 5, scaledFor: [10, 10] }, 20, 5],
    ["rounds half away from zero", { replicas: 1, scaledFor: [2, 2] }, 3, 1],
    ["rounds down below half", { replicas: 1, scaledFor: [3, 3] }, 4, 0],
    ["uses the Deployment's status.replicas if max-replicas is missing", { replicas: 5 }, 20, 5],
    ["uses the Deployment's status.replicas if max-replicas is 0", { replicas: 5, scaledFor: [10, 0] }, 20, 5],
    ["uses the Deployment's status.replicas if max-replicas is negative", { replicas: 5, scaledFor: [10, -1] }, 20, 5],
  ];
  for (const [title, shape, replicas, fraction] of table) {
    it(`DEP-73: ${title}`, () => {
      expect(
        fractionOf(
          storedReplicaSet("v1", shape),
          deployment({ replicas, maxUnavailable: 1, status: { replicas: 10 } }),
        ),
      ).toBe(fraction);
    });
  }

  it("DEP-73: is 0 if the previous number of pods is unknown", () => {
    expect(fractionOf(storedReplicaSet("v1", { replicas: 5 }), deployment({ replicas: 20 }))).toBe(0);
  });
});

describe("isScalingEvent", () => {
  const annotations = (value: string) => ({ annotations: { "deployment.kubernetes.io/desired-replicas": value } });
  const table: [string, ReplicaSetShape, boolean][] = [
    ["scaled for the same number", { replicas: 3, scaledFor: [3, 4] }, false],
    ["scaled for another number", { replicas: 5, scaledFor: [5, 6] }, true],
    ["inactive", { replicas: 0, scaledFor: [5, 6] }, false],
    ["without the annotation", { replicas: 3 }, false],
    ["a text", { replicas: 3, metadata: annotations("five") }, false],
    ["negative", { replicas: 3, metadata: annotations("-5") }, false],
    ["beyond 32 bits", { replicas: 3, metadata: annotations("2147483648") }, false],
    ["empty", { replicas: 3, metadata: annotations("") }, false],
  ];
  for (const [title, shape, expected] of table) {
    it(`DEP-68: ${title}: ${expected}`, () => {
      const sets = { newReplicaSet: storedReplicaSet("new"), oldReplicaSets: [storedReplicaSet("old", shape)] };
      expect(isScalingEvent(deployment({ replicas: 3 }), sets)).toBe(expected);
      expect(activeOf(sets.oldReplicaSets)).toHaveLength((shape.replicas ?? 0) > 0 ? 1 : 0);
    });
  }
});

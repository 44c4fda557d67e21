import type { ReplicaSet, Stored } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxSurge, minAvailable } from "../src/fenceposts.js";
import { specReplicas, totalSpecReplicas, withUpdated } from "../src/replica-sets.js";
import {
  newReplicaSetReplicas,
  planNewReplicaSet,
  planScaleDown,
  planUnhealthyCleanup,
  type Scaling,
  scaleDownBudget,
} from "../src/rolling.js";
import { deployment, storedReplicaSet } from "./objects.js";

/** More runs than other properties, because each is cheap. */
const runs = fc.readConfigureGlobal().numRuns ?? 200;

describe("planNewReplicaSet", () => {
  const table = [
    { replicas: 10, maxSurge: 0, old: 10, current: 0, planned: 0 },
    { replicas: 10, maxSurge: 2, old: 10, current: 0, planned: 2 },
    { replicas: 10, maxSurge: 2, old: 5, current: 0, planned: 7 },
    { replicas: 10, maxSurge: 2, old: 10, current: 2, planned: 2 },
    { replicas: 10, maxSurge: 2, old: 2, current: 11, planned: 10 },
    { replicas: 10, maxSurge: 2, old: 0, current: 10, planned: 10 },
    { replicas: 10, maxSurge: "25%", old: 10, current: 0, planned: 3 },
  ];
  for (const { replicas, maxSurge: surge, old, current, planned } of table) {
    it(`DEP-52, DEP-53, V-NEW: size ${current} with ${old} old pods of ${replicas}+${surge} becomes ${planned}`, () => {
      const wanted = deployment({ replicas, maxSurge: surge, maxUnavailable: 1 });
      const newReplicaSet = storedReplicaSet("new", { replicas: current });
      expect(planNewReplicaSet(wanted, newReplicaSet, [storedReplicaSet("old", { replicas: old })])).toBe(planned);
    });
  }

  it("DEP-53: with Recreate the new ReplicaSet gets all replicas, whatever the size of the old ones", () => {
    const wanted = deployment({ replicas: 10, strategy: "Recreate" });
    expect(newReplicaSetReplicas(wanted, [storedReplicaSet("old", { replicas: 10 })], 0)).toBe(10);
  });

  it("DEP-21: rejects other strategies", () => {
    expect(() => newReplicaSetReplicas(deployment({ strategy: "Other" }), [], 0)).toThrow("Other");
  });

  it("DEP-53: rejects an invalid maxSurge", () => {
    expect(() => newReplicaSetReplicas(deployment({ maxSurge: "many" }), [], 0)).toThrow(RangeError);
  });
});

describe("scaling old ReplicaSets down", () => {
  /** The sizes of the old ReplicaSets after both steps. */
  function afterwards(
    wanted: ReturnType<typeof deployment>,
    newReplicaSet: Stored<ReplicaSet>,
    oldReplicaSets: readonly Stored<ReplicaSet>[],
  ): number[] {
    const before = { newReplicaSet, oldReplicaSets };
    const budget = scaleDownBudget(wanted, before);
    if (budget <= 0) return oldReplicaSets.map(specReplicas);
    const cleanup = planUnhealthyCleanup(oldReplicaSets, budget);
    const cleaned = apply(before, cleanup.scalings);
    const scaled = cleanup.statusBehind ? cleaned : apply(cleaned, planScaleDown(wanted, cleaned));
    return scaled.oldReplicaSets.map(specReplicas);
  }

  const table = [
    { replicas: 10, maxUnavailable: 0, old: 10, oldReady: 10, fresh: 0, ready: 0, left: 9 },
    { replicas: 10, maxUnavailable: 2, old: 10, oldReady: 10, fresh: 0, ready: 0, left: 8 },
    { replicas: 10, maxUnavailable: 2, old: 10, oldReady: 8, fresh: 0, ready: 0, left: 8 },
    { replicas: 10, maxUnavailable: 2, old: 10, oldReady: 9, fresh: 0, ready: 0, left: 8 },
    { replicas: 10, maxUnavailable: 2, old: 8, oldReady: 8, fresh: 2, ready: 0, left: 8 },
    { replicas: 10, maxUnavailable: 2, old: 8, oldReady: 8, fresh: 2, ready: 1, left: 7 },
    { replicas: 10, maxUnavailable: 2, old: 0, oldReady: 0, fresh: 10, ready: 10, left: 0 },
  ];
  for (const { replicas, maxUnavailable, old, oldReady, fresh, ready, left } of table) {
    it(`DEP-54..56: of ${old} old pods, ${oldReady} available, with ${ready} of ${fresh} new ones available, ${left} remain`, () => {
      const wanted = deployment({ replicas, maxUnavailable });
      const newReplicaSet = storedReplicaSet("new", { replicas: fresh, available: ready });
      const oldReplicaSet = storedReplicaSet("old", { replicas: old, available: oldReady });
      expect(afterwards(wanted, newReplicaSet, [oldReplicaSet])).toEqual([left]);
    });
  }

  it("DEP-54: new pods that are not available cannot replace old ones, however many there are", () => {
    const wanted = deployment({ replicas: 10, maxSurge: 3, maxUnavailable: 2 });
    const stuck = storedReplicaSet("new", { replicas: 5, available: 0 });
    expect(afterwards(wanted, stuck, [storedReplicaSet("old", { replicas: 8 })])).toEqual([8]);
  });

  it("DEP-56: the oldest ReplicaSet is scaled down first", () => {
    const wanted = deployment({ replicas: 10, maxUnavailable: 3 });
    const olds = [storedReplicaSet("a", { replicas: 2 }), storedReplicaSet("b", { replicas: 8 })];
    expect(afterwards(wanted, storedReplicaSet("new"), olds)).toEqual([0, 7]);
  });

  const cleanups = [
    { replicas: 10, available: 8, budget: 1, planned: [9] },
    { replicas: 10, available: 8, budget: 3, planned: [8] },
    { replicas: 10, available: 8, budget: 0, planned: [] },
    { replicas: 10, available: 10, budget: 3, planned: [] },
    { replicas: 0, available: 0, budget: 3, planned: [] },
  ];
  for (const { replicas, available, budget, planned } of cleanups) {
    it(`DEP-55: a budget of ${budget} for ${available} available pods of ${replicas}: ${JSON.stringify(planned)}`, () => {
      const cleanup = planUnhealthyCleanup([storedReplicaSet("old", { replicas, available })], budget);
      expect(cleanup.scalings.map((each) => each.replicas)).toEqual(planned);
      expect(cleanup.statusBehind).toBe(false);
    });
  }

  it("DEP-55: stops at a ReplicaSet whose status is older than its last scale-down", () => {
    const olds = [
      storedReplicaSet("a", { replicas: 3, available: 1 }),
      storedReplicaSet("b", { replicas: 2, available: 5 }),
      storedReplicaSet("c", { replicas: 3, available: 1 }),
    ];
    const cleanup = planUnhealthyCleanup(olds, 10);
    expect(cleanup.scalings.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas])).toEqual([
      ["a", 1],
    ]);
    expect(cleanup.statusBehind).toBe(true);
  });

  it("does not count available pods that the new ReplicaSet no longer wants", () => {
    // Scaled from 20 to 10 during a rollout; the new ReplicaSet's status still reports 11 available pods.
    const wanted = deployment({ replicas: 10, maxSurge: 2, maxUnavailable: 2 });
    const newReplicaSet = storedReplicaSet("new", { replicas: 6, available: 11 });
    expect(afterwards(wanted, newReplicaSet, [storedReplicaSet("old", { replicas: 6 })])).toEqual([2]);
  });

  const replicaSetShape = fc.record({ replicas: fc.nat(12), available: fc.nat(14) });
  it("DEP-51..56: for any statuses, no plan exceeds maxSurge or falls below the minimum available pods", () => {
    const property = fc.property(
      fc.record({ replicas: fc.nat(12), maxSurge: fc.nat(5), maxUnavailable: fc.nat(5) }),
      replicaSetShape,
      fc.array(replicaSetShape, { maxLength: 4 }),
      (shape, fresh, olds) => {
        const wanted = deployment(shape);
        const newReplicaSet = storedReplicaSet("new", fresh);
        const oldReplicaSets = olds.map((each, at) => storedReplicaSet(`old-${at}`, each));
        const total = totalSpecReplicas([newReplicaSet, ...oldReplicaSets]);
        const planned = planNewReplicaSet(wanted, newReplicaSet, oldReplicaSets);
        const most = specReplicas(wanted) + maxSurge(wanted);
        if (planned > fresh.replicas) expect(total - fresh.replicas + planned).toBeLessThanOrEqual(most);

        // The available pods that remain after every ReplicaSet has deleted its surplus.
        const lasting = (sizes: readonly number[]) =>
          [newReplicaSet, ...oldReplicaSets].reduce(
            (sum, each, at) => sum + Math.min(each.status?.availableReplicas ?? 0, sizes[at] as number),
            0,
          );
        const before = lasting([newReplicaSet, ...oldReplicaSets].map(specReplicas));
        const after = lasting([fresh.replicas, ...afterwards(wanted, newReplicaSet, oldReplicaSets)]);
        if (after < before) expect(after).toBeGreaterThanOrEqual(minAvailable(wanted));
      },
    );
    fc.assert(property, { numRuns: 15 * runs });
  });
});

function apply(
  sets: { readonly newReplicaSet: Stored<ReplicaSet>; readonly oldReplicaSets: readonly Stored<ReplicaSet>[] },
  scalings: readonly Scaling[],
) {
  let updated = sets;
  for (const { replicaSet, replicas } of scalings) {
    const spec = { ...(replicaSet.spec as NonNullable<ReplicaSet["spec"]>), replicas };
    updated = { ...sets, ...withUpdated(updated, { ...replicaSet, spec }), newReplicaSet: sets.newReplicaSet };
  }
  return updated;
}

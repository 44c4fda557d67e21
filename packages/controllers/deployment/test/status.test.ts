import type { DeploymentStatus, ReplicaSetCondition } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { computeStatus, isComplete, withReplicaFailure } from "../src/status.js";
import { type DeploymentShape, progressing, startMs, storedDeployment, storedReplicaSet } from "./objects.js";

type Sets = Parameters<typeof computeStatus>[0]["replicaSets"];

function statusOf(shape: DeploymentShape, replicaSets: Sets, terminatingReplicas = false) {
  return computeStatus({ deployment: storedDeployment(shape), replicaSets, terminatingReplicas, nowMs: startMs });
}

const none: Sets = { newReplicaSet: undefined, oldReplicaSets: [] };

describe("computeStatus", () => {
  it("DEP-79: sums over all ReplicaSets; updatedReplicas are the new one's", () => {
    const newReplicaSet = storedReplicaSet("new", {
      replicas: 4,
      available: 1,
      status: { replicas: 3, readyReplicas: 2 },
    });
    const oldReplicaSets = [
      storedReplicaSet("a", { replicas: 0, status: { replicas: 1 } }),
      storedReplicaSet("b", { replicas: 5, available: 4 }),
    ];
    const { conditions: _conditions, ...counts } = statusOf(
      { replicas: 8, maxSurge: 1 },
      { newReplicaSet, oldReplicaSets },
    );
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 9,
      updatedReplicas: 3,
      readyReplicas: 6,
      availableReplicas: 5,
      unavailableReplicas: 4,
    });
  });

  it("DEP-79: omits counts of 0, and unavailableReplicas is never negative", () => {
    const oldReplicaSets = [storedReplicaSet("a", { replicas: 0, available: 2, status: { replicas: 2 } })];
    const { conditions: _conditions, ...counts } = statusOf({}, { newReplicaSet: undefined, oldReplicaSets });
    expect(counts).toEqual({ observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2 });
  });

  it("DEP-79: keeps the collision count, even if it is 0", () => {
    expect(statusOf({ status: { collisionCount: 0 } }, none)).toHaveProperty("collisionCount", 0);
    expect(statusOf({}, none)).not.toHaveProperty("collisionCount");
  });

  it("DEP-88: sets observedGeneration", () => {
    expect(statusOf({ metadata: { generation: 7 } }, none).observedGeneration).toBe(7);
  });

  it("DEP-79: is Available if at most maxUnavailable pods are missing", () => {
    const available = (count: number) =>
      statusOf(
        { replicas: 10, maxUnavailable: 2 },
        { newReplicaSet: storedReplicaSet("new", { replicas: 10, available: count }), oldReplicaSets: [] },
      ).conditions;
    expect(available(7)).toMatchObject([
      {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      },
    ]);
    expect(available(8)).toMatchObject([
      {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
        lastUpdateTime: "2025-01-01T00:00:00Z",
        lastTransitionTime: "2025-01-01T00:00:00Z",
      },
    ]);
  });

  it("DEP-79: is Available with 0 replicas", () => {
    expect(statusOf({ replicas: 0 }, none).conditions).toMatchObject([{ type: "Available", status: "True" }]);
  });

  it("DEP-79: keeps the other conditions", () => {
    const kept = progressing("ReplicaSetUpdated");
    expect(statusOf({ status: { conditions: [kept] } }, none).conditions).toMatchObject([kept, { type: "Available" }]);
  });

  it("DEP-79: counts terminating pods only if enabled, and sets a count of 0", () => {
    const newReplicaSet = storedReplicaSet("new", { replicas: 1, status: { terminatingReplicas: 2 } });
    const zero = storedReplicaSet("old", { status: { terminatingReplicas: 0 } });
    expect(statusOf({}, { newReplicaSet, oldReplicaSets: [zero] })).not.toHaveProperty("terminatingReplicas");
    expect(statusOf({}, { newReplicaSet, oldReplicaSets: [zero] }, true).terminatingReplicas).toBe(2);
    expect(statusOf({}, { newReplicaSet: undefined, oldReplicaSets: [zero] }, true).terminatingReplicas).toBe(0);
  });

  it("DEP-79: omits terminatingReplicas while an observed ReplicaSet does not report its own", () => {
    const telling = storedReplicaSet("new", { replicas: 1, status: { terminatingReplicas: 2 } });
    const silent = storedReplicaSet("old");
    const unseen = storedReplicaSet("old", { status: { observedGeneration: 0 } });
    const total = (old: typeof silent) =>
      statusOf({}, { newReplicaSet: telling, oldReplicaSets: [old] }, true).terminatingReplicas;
    expect(total(silent)).toBeUndefined();
    expect(total(unseen)).toBe(2);
  });
});

describe("withReplicaFailure", () => {
  const failure = (message: string): ReplicaSetCondition => ({
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message,
    lastTransitionTime: "2025-01-01T00:00:07Z",
  });
  const failing = (name: string) => storedReplicaSet(name, { status: { conditions: [failure(name)] } });
  const failureConditions = (sets: Sets, shape: DeploymentShape = {}) =>
    withReplicaFailure(statusOf(shape, sets), sets).conditions.filter((each) => each.type === "ReplicaFailure");

  it("DEP-86: the new ReplicaSet's condition takes precedence", () => {
    const sets = { newReplicaSet: failing("new"), oldReplicaSets: [failing("old")] };
    expect(failureConditions(sets)).toEqual([{ ...failure("new"), lastUpdateTime: "2025-01-01T00:00:07Z" }]);
  });

  it("DEP-86: otherwise the oldest one's condition is used", () => {
    const oldReplicaSets = [storedReplicaSet("a"), failing("b"), failing("c")];
    expect(failureConditions({ newReplicaSet: storedReplicaSet("new"), oldReplicaSets })).toMatchObject([
      { message: "b" },
    ]);
  });

  it("DEP-86: is removed if no ReplicaSet has it", () => {
    expect(failureConditions(none, { status: { conditions: [failure("before")] } })).toEqual([]);
  });
});

describe("isComplete", () => {
  const complete: DeploymentStatus = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  const table: [string, DeploymentStatus | undefined, boolean][] = [
    ["all new and available", complete, true],
    ["an old pod is left", { ...complete, replicas: 4 }, false],
    ["one is not updated", { ...complete, updatedReplicas: 2 }, false],
    ["one is not available", { ...complete, availableReplicas: 2 }, false],
    ["an older generation was observed", { ...complete, observedGeneration: 0 }, false],
    ["no status", undefined, false],
  ];
  for (const [title, status, expected] of table) {
    it(`DEP-81: ${title}: ${expected}`, () =>
      expect(isComplete(storedDeployment({ replicas: 3 }), status)).toBe(expected));
  }
});

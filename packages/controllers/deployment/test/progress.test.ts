import type { DeploymentCondition, DeploymentStatus } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { hasProgressed, hasTimedOut, pauseCondition, progressCheckMs, withProgress } from "../src/progress.js";
import type { ComputedStatus } from "../src/status.js";
import { type DeploymentShape, progressing, startMs, storedDeployment, storedReplicaSet } from "./objects.js";

const deadline = { progressDeadlineSeconds: 60 };

describe("withProgress", () => {
  /** The condition Progressing after a status update from the counts `before` to these. */
  function estimate(
    before: Partial<DeploymentStatus>,
    after: Partial<DeploymentStatus>,
    { spec = deadline, newName = "web-1" }: { spec?: DeploymentShape["spec"]; newName?: string | undefined } = {},
  ): DeploymentCondition | undefined {
    const deployment = storedDeployment({ replicas: 3, spec: spec ?? {}, status: before });
    const status: ComputedStatus = { observedGeneration: 1, conditions: before.conditions ?? [], ...after };
    const newReplicaSet = newName === "" ? undefined : storedReplicaSet(newName);
    const { conditions } = withProgress(status, { deployment, newReplicaSet, nowMs: startMs });
    return conditions.find((each) => each.type === "Progressing");
  }

  const complete = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
  const halfway = { replicas: 3, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3 };
  const now = "2025-01-01T00:00:00Z";

  it("DEP-83.1: a complete rollout is NewReplicaSetAvailable", () => {
    const conditions = [progressing("ReplicaSetUpdated", "True", 30)];
    expect(estimate({ ...halfway, conditions }, complete)).toEqual({
      type: "Progressing",
      status: "True",
      reason: "NewReplicaSetAvailable",
      message: 'ReplicaSet "web-1" has successfully progressed.',
      lastUpdateTime: now,
      lastTransitionTime: "2024-12-31T23:59:30Z",
    });
  });

  it("DEP-83: the message names the Deployment if there is no ReplicaSet", () => {
    expect(estimate(halfway, complete, { newName: "" })?.message).toBe('Deployment "web" has successfully progressed.');
    expect(estimate({}, halfway, { newName: "" })?.message).toBe('Deployment "web" is progressing.');
  });

  it("DEP-83.2: progress renews lastUpdateTime even if the reason is the same, but not lastTransitionTime", () => {
    const conditions = [progressing("ReplicaSetUpdated", "True", 30)];
    expect(estimate({ replicas: 3, updatedReplicas: 1, conditions }, halfway)).toEqual({
      type: "Progressing",
      status: "True",
      reason: "ReplicaSetUpdated",
      message: 'ReplicaSet "web-1" is progressing.',
      lastUpdateTime: now,
      lastTransitionTime: "2024-12-31T23:59:30Z",
    });
  });

  it("DEP-84: progress after the deadline makes it True again", () => {
    const conditions = [progressing("ProgressDeadlineExceeded", "False", 30)];
    expect(estimate({ replicas: 3, updatedReplicas: 1, conditions }, halfway)).toMatchObject({
      status: "True",
      reason: "ReplicaSetUpdated",
      lastTransitionTime: now,
    });
  });

  it("DEP-83.3: no progress for longer than the deadline is ProgressDeadlineExceeded", () => {
    const conditions = [progressing("ReplicaSetUpdated", "True", 61)];
    expect(estimate({ ...halfway, conditions }, halfway)).toEqual({
      type: "Progressing",
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: 'ReplicaSet "web-1" has timed out progressing.',
      lastUpdateTime: now,
      lastTransitionTime: now,
    });
  });

  it("DEP-84: ProgressDeadlineExceeded is kept unchanged", () => {
    const exceeded = progressing("ProgressDeadlineExceeded", "False", 500);
    expect(estimate({ ...halfway, conditions: [exceeded] }, halfway)).toEqual(exceeded);
  });

  it("DEP-83: within the deadline the condition is unchanged", () => {
    const updated = progressing("ReplicaSetUpdated", "True", 60);
    expect(estimate({ ...halfway, conditions: [updated] }, halfway)).toEqual(updated);
  });

  it("DEP-83: after completion, pods that fail and recover are neither progress nor a timeout", () => {
    const available = progressing("NewReplicaSetAvailable", "True", 500);
    const fewer = { replicas: 3, updatedReplicas: 3, readyReplicas: 1, availableReplicas: 1 };
    expect(estimate({ ...fewer, conditions: [available] }, complete)).toEqual(available);
    expect(estimate({ ...complete, conditions: [available] }, fewer)).toEqual(available);
  });

  it("DEP-83: a new rollout after completion makes progress again", () => {
    const available = progressing("NewReplicaSetAvailable", "True", 500);
    const rolling = { ...complete, replicas: 4, updatedReplicas: 1 };
    expect(estimate({ ...complete, replicas: 3, updatedReplicas: 0, conditions: [available] }, rolling)?.reason).toBe(
      "ReplicaSetUpdated",
    );
  });

  for (const seconds of [undefined, 2 ** 31 - 1]) {
    it(`DEP-83: with the deadline ${seconds} there is no condition Progressing`, () => {
      const spec = seconds === undefined ? {} : { progressDeadlineSeconds: seconds };
      const conditions = [progressing("ReplicaSetUpdated")];
      expect(estimate({ ...halfway, conditions }, complete, { spec })).toBeUndefined();
    });
  }
});

describe("hasProgressed", () => {
  const before: DeploymentStatus = { replicas: 6, updatedReplicas: 2, readyReplicas: 4, availableReplicas: 3 };
  const table: [string, Partial<DeploymentStatus>, boolean][] = [
    ["nothing changed", {}, false],
    ["one more is updated", { updatedReplicas: 3 }, true],
    ["one old pod less", { replicas: 5 }, true],
    ["one more of each", { replicas: 7, updatedReplicas: 3 }, true],
    ["one more is ready", { readyReplicas: 5 }, true],
    ["one more is available", { availableReplicas: 4 }, true],
    ["one less is available", { availableReplicas: 2 }, false],
    ["one more old pod", { replicas: 7 }, false],
  ];
  for (const [title, change, expected] of table) {
    it(`DEP-83.2: ${title}: ${expected}`, () => expect(hasProgressed(before, { ...before, ...change })).toBe(expected));
  }

  it("DEP-83.2: the first pods are progress", () => {
    expect(hasProgressed(undefined, { updatedReplicas: 1, replicas: 1 })).toBe(true);
  });
});

describe("hasTimedOut", () => {
  const table: [string, DeploymentShape["spec"], DeploymentCondition | undefined, boolean][] = [
    ["no deadline", {}, progressing("ReplicaSetUpdated", "True", 100), false],
    ["no condition", deadline, undefined, false],
    ["within", deadline, progressing("ReplicaSetUpdated", "True", 59), false],
    ["at the deadline", deadline, progressing("ReplicaSetUpdated", "True", 60), false],
    ["beyond", deadline, progressing("ReplicaSetUpdated", "True", 61), true],
    ["complete before", deadline, progressing("NewReplicaSetAvailable", "True", 100), false],
    ["timed out before", deadline, progressing("ProgressDeadlineExceeded", "False", 1), true],
    ["a condition without a time", deadline, { type: "Progressing", status: "True" }, true],
  ];
  for (const [title, spec, condition, expected] of table) {
    it(`DEP-84: ${title}: ${expected}`, () => {
      const conditions = condition === undefined ? [] : [condition];
      expect(hasTimedOut(storedDeployment({ spec: spec ?? {} }), { conditions }, startMs)).toBe(expected);
    });
  }
});

describe("progressCheckMs", () => {
  const stuck = { replicas: 3, updatedReplicas: 3, availableReplicas: 1, observedGeneration: 1 };
  const check = (
    spec: DeploymentShape["spec"],
    condition: DeploymentCondition | undefined,
    afterMs = 0,
    status = stuck,
  ) => {
    const conditions = condition === undefined ? [] : [condition];
    const deployment = storedDeployment({ replicas: 3, spec: spec ?? {}, status: { ...status, conditions } });
    return progressCheckMs(deployment, status, startMs + afterMs);
  };

  it("DEP-87: no check is needed without a deadline, without a condition, when complete, or when it was exceeded", () => {
    const updated = progressing("ReplicaSetUpdated");
    expect(check({}, updated)).toBeUndefined();
    expect(check(deadline, undefined)).toBeUndefined();
    expect(check(deadline, updated, 0, { ...stuck, availableReplicas: 3 })).toBeUndefined();
    expect(check(deadline, progressing("ProgressDeadlineExceeded", "False"))).toBeUndefined();
  });

  const table: [afterMs: number, inMs: number][] = [
    [0, 61_000],
    [30_000, 31_000],
    [59_000, 2_000],
    [59_001, 1_004],
    [59_900, 105],
    [60_000, 5],
    [61_000, 5],
    [120_000, 5],
  ];
  for (const [afterMs, inMs] of table) {
    it(`DEP-87: ${afterMs} ms after the last progress checks again in ${inMs} ms`, () => {
      expect(check(deadline, progressing("ReplicaSetUpdated"), afterMs)).toBe(inMs);
    });
  }

  it("DEP-87: at that time the rollout has timed out", () => {
    for (const [afterMs, inMs] of table) {
      const conditions = [progressing("ReplicaSetUpdated")];
      expect(hasTimedOut(storedDeployment({ spec: deadline }), { conditions }, startMs + afterMs + inMs)).toBe(true);
    }
  });
});

describe("pauseCondition", () => {
  const pauseOf = (paused: boolean, condition?: DeploymentCondition, spec: DeploymentShape["spec"] = deadline) => {
    const status = condition === undefined ? {} : { status: { conditions: [condition] } };
    return pauseCondition(storedDeployment({ spec: { ...spec, paused }, ...status }), startMs);
  };

  it("DEP-85: the status is Unknown for DeploymentPaused and DeploymentResumed", () => {
    expect(pauseOf(true, progressing("ReplicaSetUpdated"))).toMatchObject({
      type: "Progressing",
      status: "Unknown",
      reason: "DeploymentPaused",
      message: "Deployment is paused",
    });
    expect(pauseOf(true)).toMatchObject({ reason: "DeploymentPaused" });
    expect(pauseOf(false, progressing("DeploymentPaused", "Unknown"))).toMatchObject({
      status: "Unknown",
      reason: "DeploymentResumed",
      message: "Deployment is resumed",
    });
  });

  it("DEP-85: is set once", () => {
    expect(pauseOf(true, progressing("DeploymentPaused", "Unknown"))).toBeUndefined();
    expect(pauseOf(false, progressing("DeploymentResumed", "Unknown"))).toBeUndefined();
    expect(pauseOf(false)).toBeUndefined();
  });

  it("DEP-85: is not set without a deadline, nor after it was exceeded", () => {
    expect(pauseOf(true, progressing("ReplicaSetUpdated"), {})).toBeUndefined();
    expect(pauseOf(true, progressing("ProgressDeadlineExceeded", "False"))).toBeUndefined();
  });
});

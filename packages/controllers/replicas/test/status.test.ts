import type { ReplicaSetStatus } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { computeStatus, countPods, hasStatus } from "../src/status.js";
import { type PodShape, type ReplicaSetShape, storedPod, storedReplicaSet } from "./objects.js";

const now = Date.UTC(2025, 0, 1);

interface Given extends ReplicaSetShape {
  readonly pods?: readonly PodShape[];
  readonly failure?: unknown;
  readonly terminating?: number;
}

function statusOf({ pods = [], failure, terminating, ...shape }: Given): ReplicaSetStatus {
  const replicaSet = storedReplicaSet("web", shape);
  const stored = pods.map((pod, index) => storedPod(`p${index}`, pod));
  return computeStatus({
    owner: replicaSet,
    counts: countPods(replicaSet, stored, now),
    failure,
    terminating,
    nowMs: now,
  });
}

describe("computeStatus", () => {
  it("RS-53, RS-54: counts the pods, those with all labels of the template, and those that are Ready", () => {
    const labels = { app: "web", tier: "front" };
    const template = { metadata: { labels }, spec: { containers: [] } };
    const pods = [
      { labels, readyMs: now },
      { labels: { ...labels, more: "x" } },
      { labels: { app: "web" }, readyMs: now },
    ];
    expect(statusOf({ template, pods })).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    });
  });

  it("RS-71: a label added to the template lowers only fullyLabeledReplicas", () => {
    const template = { metadata: { labels: { app: "web", added: "later" } }, spec: { containers: [] } };
    const status = statusOf({ template, pods: [{}, {}] });
    expect(status).toEqual({ replicas: 2, observedGeneration: 1 });
  });

  it("RS-55: available means Ready for minReadySeconds, inclusive", () => {
    const pods = [{ readyMs: now - 10_000 }, { readyMs: now - 9_000 }, { readyMs: true as const }, {}];
    expect(statusOf({ minReadySeconds: 10, pods })).toMatchObject({ readyReplicas: 3, availableReplicas: 1 });
  });

  it("RS-56: observedGeneration is that of the reconciled object", () => {
    expect(statusOf({ metadata: { generation: 7 } }).observedGeneration).toBe(7);
  });

  it("RS-57: terminatingReplicas is set if counted, even if 0, and absent otherwise", () => {
    expect(statusOf({ terminating: 0 }).terminatingReplicas).toBe(0);
    expect(statusOf({ terminating: 2 }).terminatingReplicas).toBe(2);
    expect(statusOf({ status: { terminatingReplicas: 4 } as never })).not.toHaveProperty("terminatingReplicas");
  });

  it("RS-58: a failure adds ReplicaFailure: FailedCreate if there are too few pods, FailedDelete if too many", () => {
    const failure = new Error("no quota");
    const condition = {
      type: "ReplicaFailure",
      status: "True",
      lastTransitionTime: "2025-01-01T00:00:00Z",
      message: "no quota",
    };
    expect(statusOf({ replicas: 2, pods: [{}], failure }).conditions).toEqual([
      { ...condition, reason: "FailedCreate" },
    ]);
    expect(statusOf({ replicas: 0, pods: [{}], failure }).conditions).toEqual([
      { ...condition, reason: "FailedDelete" },
    ]);
  });

  const old = {
    type: "ReplicaFailure",
    status: "True",
    lastTransitionTime: "2020-01-01T00:00:00Z",
    reason: "FailedCreate",
    message: "old",
  };
  const strange = { type: "Strange", status: "False" };

  it("RS-58: an existing condition is left unchanged, including its message", () => {
    const conditions = [old, strange];
    expect(statusOf({ status: { conditions }, failure: new Error("new") }).conditions).toBe(conditions);
  });

  it("RS-58: without a failure the condition is removed, others are kept", () => {
    expect(statusOf({ status: { conditions: [strange, old] } }).conditions).toEqual([strange]);
    expect(statusOf({ status: { conditions: [old] } })).not.toHaveProperty("conditions");
    const untouched = [strange];
    expect(statusOf({ status: { conditions: untouched } }).conditions).toBe(untouched);
  });

  it("RS-59: keeps unknown status fields", () => {
    expect(statusOf({ status: { somethingNew: 5 } as never })).toEqual({
      replicas: 0,
      observedGeneration: 1,
      somethingNew: 5,
    });
  });
});

describe("hasStatus", () => {
  const settled: Partial<ReplicaSetStatus> = {
    replicas: 2,
    fullyLabeledReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
    observedGeneration: 1,
  };

  it("RS-59: with the same counts, generation and conditions there is no write; an absent count is 0", () => {
    expect(hasStatus(storedReplicaSet("web", { status: settled }), { ...settled, replicas: 2 })).toBe(true);
    const zeroes = {
      replicas: 0,
      fullyLabeledReplicas: 0,
      readyReplicas: 0,
      availableReplicas: 0,
      observedGeneration: 1,
    };
    expect(hasStatus(storedReplicaSet("web", { status: zeroes }), { replicas: 0, observedGeneration: 1 })).toBe(true);
  });

  const conditions = [{ type: "ReplicaFailure", status: "True" }];
  it.each<[string, Partial<ReplicaSetStatus>]>([
    ["replicas", { replicas: 3 }],
    ["fullyLabeledReplicas", { fullyLabeledReplicas: 1 }],
    ["readyReplicas", { readyReplicas: 2 }],
    ["availableReplicas", { availableReplicas: 0 }],
    ["terminatingReplicas", { terminatingReplicas: 0 }],
    ["conditions", { conditions }],
  ])("RS-59: other %s are written", (_name, difference) => {
    expect(hasStatus(storedReplicaSet("web", { status: settled }), { ...settled, replicas: 2, ...difference })).toBe(
      false,
    );
  });

  it("RS-59: a new generation alone requires a write", () => {
    const newer = storedReplicaSet("web", { status: settled, metadata: { generation: 2 } });
    expect(hasStatus(newer, { ...settled, replicas: 2 })).toBe(false);
  });

  it("RS-59: conditions are compared exactly: an empty list differs from absence", () => {
    expect(
      hasStatus(storedReplicaSet("web", { status: { ...settled, conditions: [] } }), { ...settled, replicas: 2 }),
    ).toBe(false);
  });
});

import type { Pod, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { areRunning, oldReplicaSetsHavePods, planRecreateScaleDown } from "../src/recreate.js";
import { namespace, storedReplicaSet } from "./objects.js";

const pod = (phase: string | undefined, deleting = false): Stored<Pod> => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "pod",
    namespace,
    uid: "uid-pod",
    resourceVersion: "1",
    ...(deleting ? { deletionTimestamp: "2025-01-01T00:00:00Z" } : {}),
  },
  ...(phase === undefined ? {} : { status: { phase } }),
});

describe("planRecreateScaleDown", () => {
  it("DEP-60: scales every active old ReplicaSet to 0", () => {
    const oldReplicaSets = [
      storedReplicaSet("a", { replicas: 2 }),
      storedReplicaSet("b"),
      storedReplicaSet("c", { replicas: 1 }),
    ];
    const plan = planRecreateScaleDown({ newReplicaSet: storedReplicaSet("new", { replicas: 5 }), oldReplicaSets });
    expect(plan.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas])).toEqual([
      ["a", 0],
      ["c", 0],
    ]);
  });
});

describe("oldReplicaSetsHavePods", () => {
  it("DEP-61: the new ReplicaSet's pods do not count", () => {
    const newReplicaSet = storedReplicaSet("new", { replicas: 5 });
    expect(oldReplicaSetsHavePods({ newReplicaSet, oldReplicaSets: [storedReplicaSet("a")] })).toBe(false);
    const counting = storedReplicaSet("a", { status: { replicas: 1 } });
    expect(oldReplicaSetsHavePods({ newReplicaSet, oldReplicaSets: [counting] })).toBe(true);
  });
});

describe("areRunning", () => {
  const table: [string, Stored<Pod>[], boolean][] = [
    ["none", [], false],
    ["Failed and Succeeded ones", [pod("Failed"), pod("Succeeded")], false],
    ["a Running one", [pod("Failed"), pod("Running")], true],
    ["a Pending one", [pod("Pending")], true],
    ["an Unknown one", [pod("Unknown")], true],
    ["one without a phase", [pod(undefined)], true],
    ["a terminating one", [pod("Running", true)], true],
    ["a terminating Failed one", [pod("Failed", true)], false],
  ];
  for (const [title, pods, expected] of table) {
    it(`DEP-61: ${title}: ${expected}`, () => expect(areRunning(pods)).toBe(expected));
  }
});

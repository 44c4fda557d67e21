import { describe, expect, it } from "vitest";
import {
  buildNewReplicaSet,
  partitionReplicaSets,
  replicaSetName,
  syncedNewReplicaSet,
} from "../src/new-replica-set.js";
import { podTemplate, storedDeployment, storedReplicaSet } from "./objects.js";

describe("partitionReplicaSets", () => {
  const deployment = storedDeployment({ image: "app:1" });
  const namesOf = (...replicaSets: ReturnType<typeof storedReplicaSet>[]) => {
    const { newReplicaSet, oldReplicaSets } = partitionReplicaSets(deployment, replicaSets);
    return [newReplicaSet?.metadata.name, oldReplicaSets.map((each) => each.metadata.name)];
  };

  it("DEP-25: the new one has the Deployment's template, all others are old", () => {
    expect(namesOf(storedReplicaSet("a"), storedReplicaSet("b", { image: "app:1" }))).toEqual(["b", ["a"]]);
    expect(namesOf(storedReplicaSet("a"))).toEqual([undefined, ["a"]]);
    expect(namesOf()).toEqual([undefined, []]);
  });

  it("DEP-25: of several matching ones the oldest is the new one, ordered by name if equally old", () => {
    const young = storedReplicaSet("a", { image: "app:1", createdSeconds: 2 });
    const c = storedReplicaSet("c", { image: "app:1", createdSeconds: 1 });
    const b = storedReplicaSet("b", { image: "app:1", createdSeconds: 1 });
    expect(namesOf(young, c, b)).toEqual(["b", ["c", "a"]]);
  });

  it("DEP-25: one that is being deleted counts too", () => {
    const going = storedReplicaSet("a", { image: "app:1", metadata: { deletionTimestamp: "2025-01-01T00:00:00Z" } });
    expect(namesOf(going)).toEqual(["a", []]);
  });
});

describe("syncedNewReplicaSet", () => {
  const revision = "deployment.kubernetes.io/revision";

  it("DEP-28: is the same object if nothing differs", () => {
    const replicaSet = storedReplicaSet("new", { revision: "1" });
    expect(syncedNewReplicaSet(replicaSet, storedDeployment(), [])).toBe(replicaSet);
  });

  it("DEP-28: copies minReadySeconds, and no other field of the spec", () => {
    const replicaSet = storedReplicaSet("new", { revision: "1", replicas: 4 });
    const synced = syncedNewReplicaSet(replicaSet, storedDeployment({ replicas: 9, spec: { minReadySeconds: 5 } }), []);
    expect(synced.spec).toEqual({ ...replicaSet.spec, minReadySeconds: 5 });
    expect(synced.spec?.template).toBe(replicaSet.spec?.template);
    expect(syncedNewReplicaSet(synced, storedDeployment(), []).spec).toEqual(replicaSet.spec);
  });

  it("DEP-27: the revision is one above that of the old ones", () => {
    const replicaSet = storedReplicaSet("new", { revision: "1" });
    const olds = [storedReplicaSet("a", { revision: "3" }), storedReplicaSet("b", { revision: "2" })];
    expect(syncedNewReplicaSet(replicaSet, storedDeployment(), olds).metadata.annotations).toEqual({
      [revision]: "4",
      "deployment.kubernetes.io/revision-history": "1",
    });
  });
});

describe("buildNewReplicaSet", () => {
  it("DEP-31: sets name, labels, selector, template and annotations", () => {
    const deployment = storedDeployment({
      replicas: 10,
      maxSurge: 2,
      metadata: { labels: { on: "the Deployment" }, annotations: { note: "a" } },
      selector: { matchLabels: { app: "web" }, matchExpressions: [{ key: "x", operator: "DoesNotExist" }] },
      spec: { minReadySeconds: 7 },
    });
    const replicaSet = buildNewReplicaSet(deployment, [storedReplicaSet("old", { replicas: 7, revision: "4" })]);
    const hash = replicaSet.metadata.labels?.["pod-template-hash"];
    expect(hash).toMatch(/^[456789bcdf]{1,10}$/);
    const labels = { app: "web", "pod-template-hash": hash };
    expect(replicaSet).toEqual({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `web-${hash}`,
        namespace: "ns",
        labels,
        annotations: {
          note: "a",
          "deployment.kubernetes.io/revision": "5",
          "deployment.kubernetes.io/desired-replicas": "10",
          "deployment.kubernetes.io/max-replicas": "12",
        },
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: "web",
            uid: "uid-web",
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: {
        replicas: 5,
        minReadySeconds: 7,
        selector: { matchLabels: labels, matchExpressions: [{ key: "x", operator: "DoesNotExist" }] },
        template: { ...podTemplate(), metadata: { labels } },
      },
    });
    expect(replicaSet.spec?.template?.spec, "shared by reference").toBe(deployment.spec?.template.spec);
  });

  it("DEP-45: the collision count changes the hash, and 0 differs from none", () => {
    const names = [undefined, 0, 1].map((collisionCount) => {
      const status = collisionCount === undefined ? {} : { collisionCount };
      return buildNewReplicaSet(storedDeployment({ status }), []).metadata.name;
    });
    expect(new Set(names).size).toBe(3);
  });
});

describe("replicaSetName", () => {
  it("DEP-31: truncates the Deployment's name so that the result has at most 253 characters", () => {
    expect(replicaSetName("web", "abc")).toBe("web-abc");
    expect(replicaSetName("d".repeat(242), "1234567890")).toBe(`${"d".repeat(242)}-1234567890`);
    expect(replicaSetName("d".repeat(253), "1234567890")).toBe(`${"d".repeat(242)}-1234567890`);
    expect(replicaSetName("d".repeat(253), "12345")).toHaveLength(253);
  });
});

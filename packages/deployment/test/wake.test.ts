import type { KubernetesObject, Stored, WatchEvent } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { wokenByReplicaSet } from "../src/wake.js";
import { type ReplicaSetShape, storedReplicaSet } from "./objects.js";

const owner = (name: string, kind = "Deployment", controller = true) => [
  { apiVersion: "apps/v1", kind, name, uid: `uid-${name}`, controller, blockOwnerDeletion: true },
];
const replicaSet = (metadata: ReplicaSetShape["metadata"]) => storedReplicaSet("rs", { metadata: { ...metadata } });
const orphan = replicaSet({ ownerReferences: [] });
const owned = replicaSet({ ownerReferences: owner("web") });
const deleting = { deletionTimestamp: "2025-01-01T00:00:00Z" };

type Set = Stored<KubernetesObject>;
const added = (object: Set): WatchEvent => ({ type: "ADDED", object });
const deleted = (object: Set): WatchEvent => ({ type: "DELETED", object, previous: object });
const modified = (previous: Set, object: Set): WatchEvent => ({
  type: "MODIFIED",
  object: { ...object, metadata: { ...object.metadata, resourceVersion: "2" } },
  previous,
});

describe("wokenByReplicaSet", () => {
  const table: [title: string, event: WatchEvent, owners: string[], asksForAdopters: boolean][] = [
    ["DEP-3: a new one wakes its owner", added(owned), ["ns/web"], false],
    ["DEP-3: a new orphan asks who selects it", added(orphan), [], true],
    [
      "DEP-3: a new one that is being deleted wakes its owner",
      added(replicaSet({ ...deleting, ownerReferences: owner("web") })),
      ["ns/web"],
      false,
    ],
    [
      "DEP-3: a new orphan that is being deleted wakes nobody",
      added(replicaSet({ ...deleting, ownerReferences: [] })),
      [],
      false,
    ],
    [
      "DEP-3: one of another kind's wakes nobody",
      added(replicaSet({ ownerReferences: owner("web", "Rollout") })),
      [],
      false,
    ],
    [
      "DEP-3: an owner that is no controller is none",
      added(replicaSet({ ownerReferences: owner("web", "Deployment", false) })),
      [],
      true,
    ],
    ["DEP-4: a change wakes the owner", modified(owned, owned), ["ns/web"], false],
    [
      "DEP-4: another owner: both are woken",
      modified(owned, replicaSet({ ownerReferences: owner("other") })),
      ["ns/web", "ns/other"],
      false,
    ],
    ["DEP-4: released: the former owner, and who selects it", modified(owned, orphan), ["ns/web"], true],
    ["DEP-4: adopted: the new owner", modified(orphan, owned), ["ns/web"], false],
    ["DEP-4: a change of an orphan's status wakes nobody", modified(orphan, orphan), [], false],
    [
      "DEP-4: other labels of an orphan",
      modified(orphan, replicaSet({ ownerReferences: [], labels: { app: "other" } })),
      [],
      true,
    ],
    ["DEP-5: the end of one wakes its owner", deleted(owned), ["ns/web"], false],
    ["DEP-5: the end of an orphan wakes nobody", deleted(orphan), [], false],
  ];
  for (const [title, event, owners, asks] of table) {
    it(title, () => {
      const woken = wokenByReplicaSet(event);
      expect(woken.owners).toEqual(owners);
      expect(woken.orphan !== undefined).toBe(asks);
    });
  }

  it("DEP-4: the same resourceVersion is no change", () => {
    expect(wokenByReplicaSet({ type: "MODIFIED", object: owned, previous: owned })).toEqual({ owners: [] });
  });
});

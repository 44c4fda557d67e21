import { describe, expect, it } from "vitest";
import { wokenByDependent } from "../../src/engine/dependents.js";
import { type ReplicaSet, replicaSets, type Stored, type WatchEvent } from "../../src/index.js";
import {
  added,
  deleted,
  modified as modifiedFrom,
  type StoredMetadata,
  storedObject,
} from "../../src/testing/index.js";

const owner = (name: string, kind = "Deployment", controller = true) => [
  { apiVersion: "apps/v1", kind, name, uid: `uid-${name}`, controller, blockOwnerDeletion: true },
];
const replicaSet = (metadata: StoredMetadata) =>
  storedObject<ReplicaSet>(replicaSets, "rs", { labels: { app: "web" }, ...metadata });
const orphan = replicaSet({ ownerReferences: [] });
const owned = replicaSet({ ownerReferences: owner("web") });
const deleting = { deleting: true };

const modified = (previous: Stored<ReplicaSet>, { metadata, ...object }: Stored<ReplicaSet>): WatchEvent =>
  modifiedFrom(previous, { ...object, metadata: { ...metadata, resourceVersion: "2" } });

describe("wokenByDependent, for ReplicaSets of Deployments", () => {
  const table: [title: string, event: WatchEvent, owners: string[], asksForAdopters: boolean][] = [
    ["DEP-3: a new one concerns its owner", added(owned), ["ns/web"], false],
    ["DEP-3: a new orphan concerns the owners that select it", added(orphan), [], true],
    [
      "DEP-3: a new one that is being deleted concerns its owner",
      added(replicaSet({ ...deleting, ownerReferences: owner("web") })),
      ["ns/web"],
      false,
    ],
    [
      "DEP-3: a new orphan that is being deleted concerns no owner",
      added(replicaSet({ ...deleting, ownerReferences: [] })),
      [],
      false,
    ],
    [
      "DEP-3: a controller of another kind is ignored",
      added(replicaSet({ ownerReferences: owner("web", "Rollout") })),
      [],
      false,
    ],
    [
      "DEP-3: an owner reference without controller true is ignored",
      added(replicaSet({ ownerReferences: owner("web", "Deployment", false) })),
      [],
      true,
    ],
    ["DEP-4: a change concerns the owner", modified(owned, owned), ["ns/web"], false],
    [
      "DEP-4: controller changed: both owners",
      modified(owned, replicaSet({ ownerReferences: owner("other") })),
      ["ns/web", "ns/other"],
      false,
    ],
    ["DEP-4: released: the former owner, and the owners that select it", modified(owned, orphan), ["ns/web"], true],
    ["DEP-4: adopted: the new owner", modified(orphan, owned), ["ns/web"], false],
    ["DEP-4: a change of an orphan's status concerns no owner", modified(orphan, orphan), [], false],
    [
      "DEP-4: labels of an orphan changed",
      modified(orphan, replicaSet({ ownerReferences: [], labels: { app: "other" } })),
      [],
      true,
    ],
    ["DEP-5: a deletion concerns the owner", deleted(owned), ["ns/web"], false],
    ["DEP-5: the deletion of an orphan concerns no owner", deleted(orphan), [], false],
  ];
  for (const [title, event, owners, asks] of table) {
    it(title, () => {
      const woken = wokenByDependent(event, { kind: "Deployment" });
      expect(woken.owners).toEqual(owners);
      expect(woken.orphan !== undefined).toBe(asks);
    });
  }

  it("DEP-4: an event with the same resourceVersion concerns no owner", () => {
    expect(wokenByDependent({ type: "MODIFIED", object: owned, previous: owned }, { kind: "Deployment" })).toEqual({
      owners: [],
    });
  });
});

describe("wokenByDependent, for owners without a namespace", () => {
  it("CM-1: the key of a cluster-scoped owner is its name", () => {
    const woken = wokenByDependent(added(owned), { kind: "Deployment", namespaced: false });
    expect(woken.owners).toEqual(["web"]);
  });
});

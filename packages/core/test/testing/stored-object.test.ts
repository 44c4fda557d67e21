import { describe, expect, it } from "vitest";
import { nodes, pods, replicaSets } from "../../src/index.js";
import { added, deleted, FakeEventRecorder, modified, storedObject } from "../../src/testing/index.js";

describe("storedObject", () => {
  it("is like an object from a store: with name, namespace, UID and resourceVersion", () => {
    const metadata = { name: "a", namespace: "ns", uid: "uid-a", resourceVersion: "1" };
    expect(storedObject(pods, "a")).toEqual({ apiVersion: "v1", kind: "Pod", metadata });
  });

  it("has a controller reference and a deletionTimestamp on request", () => {
    const web = storedObject(replicaSets, "web");
    const { metadata } = storedObject(pods, "a", { controller: web, deleting: true, labels: { app: "web" } });
    const reference = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "uid-web" };
    expect(metadata.ownerReferences).toEqual([{ ...reference, controller: true, blockOwnerDeletion: true }]);
    expect(metadata.deletionTimestamp).toBeDefined();
    expect(metadata.labels).toEqual({ app: "web" });
  });

  it("has no field that is undefined", () => {
    const node = storedObject(nodes, "n", { namespace: undefined, labels: undefined }, { status: {} });
    expect(Object.keys(node.metadata)).toEqual(["name", "uid", "resourceVersion"]);
    expect(node).toHaveProperty("status", {});
  });

  it("is the object of its watch events", () => {
    const [before, after] = [storedObject(pods, "a"), storedObject(pods, "a", { resourceVersion: "2" })];
    expect([added(before), modified(before, after), deleted(after)]).toEqual([
      { type: "ADDED", object: before },
      { type: "MODIFIED", previous: before, object: after },
      { type: "DELETED", object: after, previous: after },
    ]);
  });
});

it("FakeEventRecorder keeps recorded Events until they are taken", () => {
  const recorder = new FakeEventRecorder();
  recorder.event(storedObject(pods, "a"), "Normal", "Started", "it runs");
  expect(recorder.lines).toEqual(["Pod Normal Started it runs"]);
  expect(recorder.take()).toHaveLength(1);
  expect(recorder.lines).toEqual([]);
});

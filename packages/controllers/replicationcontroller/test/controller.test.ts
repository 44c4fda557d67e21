import {
  controllerOf,
  controllerReference,
  events,
  type Pod,
  pods,
  type ReplicaSet,
  type Stored,
  StoreError,
} from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { replicaSet } from "../../replicas/test/objects.js";
import { createReplicationControllerController } from "../src/index.js";
import { replicationController, World } from "./world.js";

describe("createReplicationControllerController", () => {
  it.each([
    [{ burst: 0 }, "replicationcontroller-controller: burst: 0"],
    [{ burst: 1.5 }, "replicationcontroller-controller: burst: 1.5"],
    [{ concurrency: 0 }, "concurrency: 0"],
  ])("refuses %j", (options, message) => {
    const store = createMemoryStore();
    expect(() => createReplicationControllerController({ store, ...options })).toThrow(message);
  });

  it("has upstream's name, and watches only ReplicationControllers and Pods", () => {
    const { kinds } = createReplicationControllerController({ store: createMemoryStore() });
    const { name } = createReplicationControllerController({ store: createMemoryStore() });
    expect(name).toBe("replicationcontroller-controller");
    expect(kinds.matches({ apiVersion: "v1", kind: "ReplicationController" })).toBe(true);
    expect(kinds.matches({ apiVersion: "v1", kind: "Pod" })).toBe(true);
    expect(kinds.matches({ apiVersion: "apps/v1", kind: "ReplicaSet" })).toBe(false);
  });

  it("its Events have the source component replication-controller", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    const controller = createReplicationControllerController({ store: world.memory, clock: world.clock });
    await controller.tick({ type: "everything", reason: "requested" }, new AbortController().signal);
    await world.clock.settle();
    const { items } = await world.memory.list(events);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      involvedObject: { kind: "ReplicationController", name: "web", namespace: "ns", apiVersion: "v1" },
      reason: "SuccessfulCreate",
      source: { component: "replication-controller" },
    });
  });
});

describe("from creation to deletion", () => {
  it("pods are created, become ready, and are scaled up and down; the status follows, without terminatingReplicas", async () => {
    const world = new World();
    const stop = world.run();
    await world.create("web", { replicas: 3 });
    await world.clock.settle();
    expect((await world.get("web")).status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
    await world.makeAllReady();
    await world.clock.settle();
    const full = { fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
    expect((await world.get("web")).status).toEqual({ replicas: 3, ...full, observedGeneration: 1 });
    await world.scale("web", 5);
    await world.clock.settle();
    expect(await world.pods()).toHaveLength(5);
    await world.scale("web", 1);
    await world.clock.settle();
    expect(await world.pods()).toHaveLength(1);
    expect((await world.get("web")).status).toMatchObject({ replicas: 1, observedGeneration: 3 });
    await stop();
    expect(world.events.lines.filter((line) => line.includes("SuccessfulDelete"))).toHaveLength(4);
  });

  it("its pods have a controller reference to v1 ReplicationController", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    const [pod] = await world.pods();
    expect(pod?.metadata.ownerReferences).toEqual([
      {
        apiVersion: "v1",
        kind: "ReplicationController",
        name: "web",
        uid: web.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    expect(pod?.metadata.labels).toEqual({ app: "web" });
  });

  it("adopts orphans that it selects, and releases a pod that it no longer selects", async () => {
    const world = new World();
    await world.createPod("orphan");
    const web = await world.create("web", { replicas: 2 });
    await world.settle();
    expect(await world.pods()).toHaveLength(2);
    const orphan = (await world.pods()).find((pod) => pod.metadata.name === "orphan") as Stored<Pod>;
    expect(controllerOf(orphan)).toEqual(controllerReference(web));
    await world.patchPod(orphan, { metadata: { labels: { app: "other" } } });
    await world.settle();
    const pods = await world.pods();
    expect(pods).toHaveLength(3);
    expect(pods.filter((pod) => controllerOf(pod) === undefined).map((pod) => pod.metadata.name)).toEqual(["orphan"]);
  });

  it("when the selector changes, releases the pods it no longer selects and adopts those it selects now", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 2 });
    await world.settle();
    const labels = { app: "web", track: "new" };
    await world.createPod("waiting", { labels });
    await world.memory.patch(web, web.metadata, {
      type: "merge",
      value: { spec: { selector: labels, template: { metadata: { labels } } } },
    });
    await world.settle();
    const owned = (await world.pods()).filter((pod) => controllerOf(pod)?.uid === web.metadata.uid);
    expect(owned.map((pod) => pod.metadata.labels)).toEqual([labels, labels]);
    expect(owned.some((pod) => pod.metadata.name === "waiting")).toBe(true);
    expect(await world.pods()).toHaveLength(4);
  });

  it("does not touch the pods while it is being deleted", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 2, metadata: { finalizers: ["x.y/hold"] } });
    await world.settle();
    await world.memory.delete(web, web.metadata);
    const [pod] = (await world.pods()) as [Stored<Pod>];
    await world.memory.delete(pod, pod.metadata);
    await world.settle();
    expect(await world.pods()).toHaveLength(1);
    expect((await world.get("web")).status).toMatchObject({ replicas: 1 });
  });

  it("a failed create sets the condition ReplicaFailure, which is removed when one succeeds", async () => {
    const world = new World({ backoff: { retriesPerSecond: Infinity } });
    await world.create("web", { replicas: 1 });
    world.spy.before = (call) => {
      if (call.verb === "create") throw new StoreError("Forbidden", "exceeded quota");
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect((await world.get("web")).status?.conditions).toEqual([
      {
        type: "ReplicaFailure",
        status: "True",
        reason: "FailedCreate",
        message: "exceeded quota",
        lastTransitionTime: "2025-01-01T00:00:00Z",
      },
    ]);
    world.spy.before = () => {};
    await world.settle();
    expect((await world.get("web")).status?.conditions).toBeUndefined();
  });
});

describe("with ReplicaSets and other ReplicationControllers", () => {
  it("ignores a ReplicaSet of the same name and its pods", async () => {
    const world = new World();
    const other = (await world.memory.create(replicaSet("web"))) as Stored<ReplicaSet>;
    await world.createPod("theirs", { ownerReferences: [controllerReference(other)] });
    await world.create("web", { replicas: 1 });
    await world.settle();
    expect(await world.pods()).toHaveLength(2);
    world.spy.forget();
    const stop = world.run();
    await world.clock.settle();
    world.spy.forget();
    await world.memory.delete(pods, { namespace: "ns", name: "theirs" });
    await world.clock.settle();
    await stop();
    expect(world.summary()).toEqual([]);
  });

  it("unlike with ReplicaSets, the pods of others with the same controller do not influence which pods are deleted", async () => {
    const world = new World();
    const parent = { apiVersion: "apps.openshift.io/v1", kind: "DeploymentConfig", metadata: { name: "d", uid: "d" } };
    const ownerReferences = [controllerReference(parent)];
    const labels = { app: "web" };
    await world.memory.create(replicationController("sibling", { replicas: 0, labels, metadata: { ownerReferences } }));
    await world.create("web", { replicas: 2, metadata: { ownerReferences } });
    await world.settle();
    world.spy.forget();
    await world.scale("web", 1);
    await world.tick();
    expect(world.spy.count("delete Pod")).toBe(1);
    const looked = world.spy.calls.filter((call) => call.verb === "list" && call.listOptions?.ownerUid === "d");
    expect(looked).toEqual([]);
  });
});

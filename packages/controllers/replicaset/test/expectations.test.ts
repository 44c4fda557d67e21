import { type Pod, type Stored, StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { World } from "./world.js";

/**
 * Upstream tracks which creations and deletions its cache has not shown yet (RS-20..RS-25), because it reads from a cache
 * that lags behind its own writes. A Store guarantees read-your-own-writes, so nothing needs to be tracked. These tests show
 * that the faults which expectations prevent do not occur, whatever happens between two reconciles.
 */
describe("faults that upstream's expectations prevent", () => {
  it("RS-20, RS-21, RS-24: a reconcile right after creating pods creates none again, even without an event", async () => {
    const world = new World();
    await world.create("web", { replicas: 7 });
    await world.tick();
    for (let again = 0; again < 3; again++) await world.tick();
    expect(world.spy.count("create Pod")).toBe(7);
  });

  it("RS-22: a reconcile right after deleting pods deletes no more, even while the pods terminate", async () => {
    const world = new World();
    await world.create("web", {
      replicas: 3,
      template: {
        metadata: { labels: { app: "web" }, finalizers: ["x.y/hold"] },
        spec: { containers: [{ name: "main", image: "app:1" }] },
      },
    });
    await world.settle();
    await world.scale("web", 1);
    await world.settle();
    expect(world.spy.count("delete Pod")).toBe(2);
    expect(await world.pods()).toHaveLength(3);
    for (const pod of await world.pods()) {
      if (pod.metadata.deletionTimestamp !== undefined) await world.patchPod(pod, { metadata: { finalizers: null } });
    }
    await world.settle();
    expect(world.spy.count("delete Pod")).toBe(2);
    expect(await world.pods()).toHaveLength(1);
  });

  it("RS-22: the start and the end of a pod's termination count as one deletion", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    const stop = world.run();
    await world.clock.settle();
    const [pod] = (await world.pods()) as [Stored<Pod>];
    await world.patchPod(pod, { metadata: { finalizers: ["x.y/hold"] } });
    await world.memory.delete(pod, pod.metadata);
    await world.clock.settle();
    await world.patchPod(pod, { metadata: { finalizers: null } });
    await world.clock.settle();
    await stop();
    expect(world.spy.count("create Pod")).toBe(3);
    expect(await world.pods()).toHaveLength(2);
  });

  it("RS-23: many events of one pod, late, early or repeated, do not change the number of pods", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    await world.tick();
    const [pod] = (await world.pods()) as [Stored<Pod>];
    const signal = new AbortController().signal;
    const changes = [
      { type: "DELETED" as const, object: pod, previous: pod },
      { type: "ADDED" as const, object: pod },
      { type: "ADDED" as const, object: pod },
    ];
    await world.controller.tick({ type: "changes", changes }, signal);
    expect(world.spy.count("create Pod")).toBe(2);
    expect(world.spy.count("delete Pod")).toBe(0);
  });

  it("RS-24: a pod that is created just before a reconcile lists pods is counted", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    let slipped = false;
    world.spy.before = async (call) => {
      if (call.verb !== "list" || call.kind !== "Pod" || slipped) return;
      slipped = true;
      await world.createPod("slipped-in");
    };
    await world.settle();
    expect(await world.podNames()).toEqual(["slipped-in"]);
    expect(world.spy.count("create Pod")).toBe(0);
  });

  it("RS-25, V-DORM: the next reconcile retries a failed create; the status is updated in the meantime", async () => {
    const world = new World();
    await world.createPod("one");
    await world.create("web", { replicas: 1 });
    await world.settle();
    await world.makeAllReady();
    await world.settle();
    await world.scale("web", 2);
    world.spy.forget();
    world.spy.before = (call) => {
      if (call.verb === "create") throw new StoreError("Forbidden", "fake error");
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.writes()).toEqual(["create Pod", "update ReplicaSet/status"]);
    // The same failure again: one attempt, and no new status.
    world.spy.forget();
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.writes()).toEqual(["create Pod"]);
    world.spy.before = () => {};
    world.spy.forget();
    await world.tick();
    expect(world.writes()).toEqual(["create Pod", "update ReplicaSet/status"]);
  });

  it("RS-4: a new ReplicaSet with the name of a deleted one starts without state", async () => {
    const world = new World();
    const first = await world.create("web", { replicas: 2 });
    world.spy.before = (call) => {
      if (call.verb === "create") throw new StoreError("Timeout", "who knows whether it was made");
    };
    await world.tick();
    world.spy.before = () => {};
    await world.memory.delete(first, first.metadata);
    const second = await world.create("web", { replicas: 2 });
    await world.settle();
    expect((await world.pods()).map((pod) => pod.metadata.ownerReferences?.[0]?.uid)).toEqual([
      second.metadata.uid,
      second.metadata.uid,
    ]);
  });

  it("RS-20: a create that returned an error but took effect is not repeated", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    let answered = false;
    world.spy.after = (call) => {
      if (call.verb !== "create" || answered) return;
      answered = true;
      throw new StoreError("Timeout", "the answer was lost");
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    await world.settle();
    expect(await world.pods()).toHaveLength(1);
    expect(world.spy.count("create Pod")).toBe(1);
  });

  it("RS-21: a restarted controller needs no timeout to see the writes of the old one", async () => {
    const world = new World();
    await world.create("web", { replicas: 3 });
    await world.tick();
    await world.restart();
    await world.settle();
    expect(world.spy.count("create Pod")).toBe(3);
  });

  it("RS-70: it never acts on state older than its own writes, because its reads include them", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    const wanted = [5, 1, 4, 0, 3];
    for (const replicas of wanted) {
      await world.scale("web", replicas);
      await world.tick();
      expect(await world.pods()).toHaveLength(replicas);
    }
  });
});

import { controllerReference, type Pod, type Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { World } from "./world.js";

describe("write budget", () => {
  it.each([1, 10, 200])(
    "creating %i pods until they are Ready: one create each, and three status updates in total",
    async (replicas) => {
      const world = new World();
      await world.create("web", { replicas });
      const stop = world.run();
      await world.clock.settle();
      await world.makeAllReady();
      await world.clock.settle();
      await stop();
      expect(world.spy.count("create Pod")).toBe(replicas);
      expect(world.spy.count("update ReplicaSet/status")).toBe(3);
      expect(world.writes()).toHaveLength(replicas + 3);
      expect((await world.get("web")).status).toMatchObject({ replicas, readyReplicas: replicas });
    },
  );

  it("pods that become Ready at different times take one status update each", async () => {
    const world = new World();
    await world.create("web", { replicas: 5 });
    await world.settle();
    const stop = world.run();
    await world.clock.settle();
    world.spy.forget();
    for (const pod of await world.pods()) {
      await world.makeReady(pod);
      await world.clock.settle();
    }
    await stop();
    expect(world.writes()).toEqual(Array.from({ length: 5 }, () => "update ReplicaSet/status"));
  });

  it("scaling down by N: one delete each, and two status updates", async () => {
    const world = new World();
    await world.create("web", { replicas: 20 });
    await world.settle();
    const stop = world.run();
    await world.clock.settle();
    world.spy.forget();
    await world.scale("web", 5);
    await world.clock.settle();
    await stop();
    expect(world.spy.count("delete Pod")).toBe(15);
    expect(world.spy.count("update ReplicaSet/status")).toBe(2);
    expect(world.writes()).toHaveLength(15 + 2);
  });

  it("a steady state takes no writes, in events and in ticks of everything", async () => {
    const world = new World();
    for (const name of ["one", "two", "three"]) await world.create(name, { replicas: 3 });
    await world.settle();
    await world.makeAllReady();
    await world.settle();
    world.spy.forget();
    const stop = world.run();
    await world.clock.advance(600_000);
    await stop();
    expect(world.writes()).toEqual([]);
  });
});

describe("read budget", () => {
  it.each([0, 2_000])(
    "a change of a pod visits only its owner's pods, with %i others in the namespace",
    async (others) => {
      const world = new World();
      await world.create("web", { replicas: 3 });
      await world.create("big", { replicas: 1 });
      await world.settle();
      const big = await world.get("big");
      for (let index = 0; index < others; index++) {
        const ownerReferences = [controllerReference({ ...big, metadata: { ...big.metadata, uid: "far-away" } })];
        await world.createPod(`other-${index}`, { labels: { app: "big" }, ownerReferences });
      }
      const stop = world.run();
      await world.clock.settle();
      world.spy.forget();
      const [pod] = (await world.pods({ app: "web" })) as [Stored<Pod>];
      await world.makeReady(pod);
      await world.clock.settle();
      await stop();
      // The events of the pod and of the ReplicaSet: two reconciles, each with a list of three pods and one without orphans.
      expect(world.summary()).toEqual([
        "get ReplicaSet",
        "list Pod",
        "list Pod",
        "update ReplicaSet/status",
        "get ReplicaSet",
        "list Pod",
        "list Pod",
      ]);
      expect(world.spy.visited).toBe(6);
    },
  );
});

import {
  controllerReference,
  createEventRecorder,
  type Event,
  events,
  type Pod,
  pause,
  pods,
  type Stored,
} from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { createReplicaSetController } from "../src/index.js";
import { key, World } from "./world.js";

/** Runs the world's controller until it is idle, then calls `act` and waits until it is idle again. */
async function running(world: World, act: () => Promise<void>): Promise<void> {
  const stop = world.run();
  await world.clock.settle();
  await act();
  await world.clock.settle();
  await stop();
}

describe("createReplicaSetController", () => {
  it.each([
    [{ burst: 0 }, "burst: 0"],
    [{ burst: 1.5 }, "burst: 1.5"],
    [{ concurrency: 0 }, "concurrency: 0"],
  ])("refuses %j", (options, message) => {
    const store = createMemoryStore();
    expect(() => createReplicaSetController({ store, ...options })).toThrow(message);
  });

  it("RS const., RS-1: has upstream's name, and watches only ReplicaSets and Pods", () => {
    const { kinds } = createReplicaSetController({ store: createMemoryStore() });
    expect(createReplicaSetController({ store: createMemoryStore() }).name).toBe("replicaset-controller");
    expect(kinds.matches({ apiVersion: "apps/v1", kind: "ReplicaSet" })).toBe(true);
    expect(kinds.matches({ apiVersion: "v1", kind: "Pod" })).toBe(true);
    expect(kinds.matches({ apiVersion: "metrics.k8s.io/v1", kind: "Pod" })).toBe(false);
    expect(kinds.matches({ apiVersion: "v1", kind: "ReplicationController" })).toBe(false);
  });

  it("CM-13, RS-42: by default writes its Events into the store", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    const controller = createReplicaSetController({ store: world.memory, clock: world.clock });
    await controller.tick({ type: "everything", reason: "requested" }, new AbortController().signal);
    await world.clock.settle();
    const { items } = await world.memory.list(events);
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      involvedObject: { kind: "ReplicaSet", name: "web", namespace: "ns", apiVersion: "apps/v1" },
      reason: "SuccessfulCreate",
      source: { component: "replicaset-controller" },
      reportingComponent: "replicaset-controller",
    });
  });

  it("CM-14, CM-15, CM-16: thirty pods give nine Events and one for sixteen more; then Events of the object are dropped", async () => {
    const world = new World();
    await world.create("web", { replicas: 30 });
    const recorder = createEventRecorder({
      store: world.memory,
      component: "replicaset-controller",
      clock: world.clock,
    });
    const controller = createReplicaSetController({ store: world.memory, clock: world.clock, recorder });
    const tick = () => controller.tick({ type: "everything", reason: "requested" }, new AbortController().signal);
    const events = async () => (await world.memory.list<Event>({ apiVersion: "v1", kind: "Event" })).items;
    await tick();
    await recorder.flush();
    expect((await events()).map((event) => event.count)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 16]);
    await world.scale("web", 31);
    await tick();
    await recorder.flush();
    expect((await events()).at(-1)?.count).toBe(16);
    await world.clock.advance(300_000);
    await world.scale("web", 32);
    await tick();
    await recorder.flush();
    const last = (await events()).at(-1);
    expect(last).toMatchObject({ count: 23, lastTimestamp: "2025-01-01T00:05:00Z" });
    expect(last?.message).toMatch(/^\(combined from similar events\): Created pod: web-/);
  });
});

describe("events that enqueue a ReplicaSet", () => {
  it("RS-2: creation, scaling, deletion", async () => {
    const world = new World();
    await running(world, async () => {
      await world.create("web", { replicas: 2 });
      await world.clock.settle();
      expect((await world.get("web")).status).toMatchObject({ replicas: 2 });
      await world.scale("web", 4);
    });
    expect(await world.pods()).toHaveLength(4);
    expect((await world.get("web")).status).toMatchObject({ replicas: 4, observedGeneration: 2 });
  });

  it("RS-3: one that is deleted and recreated adopts none of the old one's pods and gets its own", async () => {
    const world = new World();
    const first = await world.create("web", { replicas: 2 });
    await world.settle();
    await running(world, async () => {
      await world.memory.delete(first, first.metadata);
      await world.create("web", { replicas: 2 });
    });
    const second = await world.get("web");
    const owners = (await world.pods()).map((pod) => pod.metadata.ownerReferences?.[0]?.uid);
    expect(owners.filter((uid) => uid === second.metadata.uid)).toHaveLength(2);
    expect(owners.filter((uid) => uid === first.metadata.uid)).toHaveLength(2);
  });

  it("RS-30: a pod that goes after a slow adoption is replaced no later than after a fast one", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    await world.createPod("orphan");
    world.spy.before = async ({ verb }) => {
      if (verb === "patch") await pause(world.clock, 300, new AbortController().signal);
    };
    const stop = world.run();
    await world.clock.advance(300);
    expect(await world.podNames()).toEqual(["orphan"]);
    await world.memory.delete(pods, { namespace: "ns", name: "orphan" }, { gracePeriodSeconds: 0 });
    await world.clock.settle();
    expect(await world.pods()).toHaveLength(1);
    await stop();
  });

  it("RS-10: a terminating pod is replaced before it is gone", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    await world.settle();
    await running(world, async () => {
      const [pod] = (await world.pods()) as [Stored<Pod>];
      await world.patchPod(pod, { metadata: { finalizers: ["x.y/hold"] } });
      await world.memory.delete(pod, pod.metadata);
    });
    const pods = await world.pods();
    expect(pods.filter((pod) => pod.metadata.deletionTimestamp === undefined)).toHaveLength(1);
    expect(pods).toHaveLength(2);
  });

  it("RS-13: a deleted pod is replaced", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    await world.settle();
    const [pod] = (await world.pods()) as [Stored<Pod>];
    await running(world, async () => {
      await world.memory.delete(pod, pod.metadata);
    });
    expect(await world.pods()).toHaveLength(2);
    expect(await world.podNames()).not.toContain(pod.metadata.name);
  });

  it("RS-5, RS-7: a pod of another controller with the same name changes nothing", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    await running(world, async () => {
      world.spy.forget();
      await world.createPod("stranger", { ownerReferences: [{ ...controllerReference(web), uid: "another" }] });
    });
    expect(world.spy.count("get ReplicaSet")).toBe(1);
    expect(world.writes()).toEqual([]);
  });

  it("RS-8, RS-12: a new orphan enqueues the owners that select it and no other; its status changes enqueue none", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    await world.create("api", { replicas: 1 });
    await world.settle();
    world.spy.before = (call) => {
      if (call.verb === "patch") throw new Error("adopted although it is not wanted now");
    };
    const stop = world.run();
    await world.clock.settle();
    world.spy.forget();
    const orphan = await world.createPod("orphan", { labels: { app: "nobody" } });
    await world.clock.settle();
    await world.setPhase(orphan, "Running");
    await world.clock.settle();
    expect(world.summary()).toEqual(["list ReplicaSet"]);
    world.spy.before = () => {};
    await world.patchPod(orphan, { metadata: { labels: { app: "api" } } });
    await world.clock.settle();
    const reconciled = world.spy.calls.filter((call) => call.verb === "get" && !call.live).map((call) => call.name);
    expect(new Set(reconciled)).toEqual(new Set(["api"]));
    await stop();
  });

  it("RS-8: an orphan without labels, or in another namespace, enqueues nothing", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    await world.settle();
    await running(world, async () => {
      world.spy.forget();
      await world.createPod("bare", { labels: {} });
      await world.createPod("elsewhere", { namespace: "elsewhere" });
    });
    expect(world.spy.count("get ReplicaSet")).toBe(0);
  });

  it("RS-8: orphans do not enqueue a ReplicaSet with an empty selector", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    await running(world, async () => {
      world.spy.forget();
      // No API server accepts an empty selector, so the list is scripted.
      const all = { ...web, spec: { ...web.spec, selector: {} } };
      world.spy.answer = (call) => (call.kind === "ReplicaSet" && call.verb === "list" ? { items: [all] } : undefined);
      await world.createPod("orphan");
    });
    expect(world.summary()).toEqual(["list ReplicaSet"]);
  });

  it("RS-8: several selectors that match one orphan are logged; one of the owners adopts it", async () => {
    const warnings: string[] = [];
    const logger = {
      debug() {},
      info() {},
      error() {},
      warn: (_fields: object, message: string) => void warnings.push(message),
    };
    const world = new World({ logger });
    await world.create("one", { replicas: 1, labels: { app: "web" } });
    await world.create("two", { replicas: 1, labels: { app: "web" } });
    await world.settle();
    await running(world, async () => {
      await world.createPod("orphan");
    });
    expect(warnings).toContain("several selectors match one orphan");
    for (const pod of await world.pods()) expect(pod.metadata.ownerReferences).toHaveLength(1);
    expect((await world.get("one")).status?.replicas).toBe(1);
    expect((await world.get("two")).status?.replicas).toBe(1);
  });

  it("RS-30: two with the same selector each reach their number of replicas", async () => {
    const world = new World();
    await running(world, async () => {
      await world.create("one", { replicas: 3, labels: { app: "web" } });
      await world.create("two", { replicas: 5, labels: { app: "web" } });
    });
    expect((await world.get("one")).status?.replicas).toBe(3);
    expect((await world.get("two")).status?.replicas).toBe(5);
    expect(await world.pods()).toHaveLength(8);
  });

  it("events of other kinds that arrive without a filter are ignored", async () => {
    const world = new World();
    const wake = { type: "changes", changes: [] as never[] } as const;
    await world.create("web", { replicas: 1 });
    const configMap = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "web", uid: "c", resourceVersion: "1" },
    };
    const changes = [{ type: "ADDED" as const, object: configMap }];
    const report = await world.controller.tick({ ...wake, changes }, new AbortController().signal);
    expect(report.examined).toBe(0);
    expect(key("web")).toBe("ns/web");
  });
});

describe("availability", () => {
  it("RS-11, RS-55, RS-60: each pod becomes available minReadySeconds after it became Ready, without any event", async () => {
    const world = new World();
    await world.create("web", { replicas: 3, minReadySeconds: 10 });
    await world.settle();
    const stop = world.run();
    await world.clock.settle();
    const pods = await world.pods();
    const available = async () => (await world.get("web")).status?.availableReplicas ?? 0;
    for (const pod of pods) {
      await world.makeReady(pod);
      await world.clock.advance(3_000);
    }
    expect(await available()).toBe(0);
    expect((await world.get("web")).status?.readyReplicas).toBe(3);
    await world.clock.advance(999);
    expect(await available()).toBe(0);
    await world.clock.advance(1);
    expect(await available()).toBe(1);
    await world.clock.advance(3_000);
    expect(await available()).toBe(2);
    await world.clock.advance(3_000);
    expect(await available()).toBe(3);
    world.spy.forget();
    await world.clock.advance(3_600_000);
    expect(world.summary()).toEqual([]);
    await stop();
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("RS-60: checks again after minReadySeconds if a Ready pod has no lastTransitionTime", async () => {
    const world = new World();
    await world.create("web", { replicas: 1, minReadySeconds: 10 });
    await world.settle();
    const [pod] = (await world.pods()) as [Stored<Pod>];
    await world.patchPod(
      pod,
      { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } },
      "status",
    );
    const stop = world.run();
    await world.clock.settle();
    expect((await world.get("web")).status).toMatchObject({ readyReplicas: 1 });
    expect(world.clock.nextTimerMs).toBe(10_000);
    await stop();
  });

  it("RS-60: a change of minReadySeconds takes effect at once", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    await world.makeAllReady();
    await running(world, async () => {
      expect((await world.get("web")).status?.availableReplicas).toBe(1);
      await world.memory.patch(web, web.metadata, { type: "merge", value: { spec: { minReadySeconds: 60 } } });
      await world.clock.settle();
      expect((await world.get("web")).status?.availableReplicas ?? 0).toBe(0);
      await world.clock.advance(60_000);
    });
    expect((await world.get("web")).status?.availableReplicas).toBe(1);
  });
});

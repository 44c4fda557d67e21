import { controllerReference, type Pod, pods, type Stored, StoreError, WatchDriver } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { namespace } from "./objects.js";
import { World } from "./world.js";

describe("a rolling update", () => {
  it("DEP-50, DEP-58: one reconcile scales either the new ReplicaSet or old ones", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 2, maxUnavailable: 1 });
    await world.settle();
    await world.setImage("app:2");
    for (let ticks = 0; ticks < 20; ticks++) {
      const before = await world.sizes();
      await world.tick();
      const after = await world.sizes();
      if (before.length === after.length) {
        const grew = (after[1] ?? 0) !== (before[1] ?? 0);
        const shrank = after[0] !== before[0];
        expect(grew && shrank).toBe(false);
      }
      await world.satisfyReplicaSets();
    }
    expect(await world.sizes()).toEqual([0, 4]);
  });

  it("DEP-59: the new ReplicaSet is created with the size that maxSurge allows", async () => {
    const world = await World.with({ replicas: 10, maxSurge: "25%", maxUnavailable: "25%" });
    await world.settle();
    await world.setImage("app:2");
    await world.tick();
    expect(await world.sizes()).toEqual([8, 3]);
  });

  it("DEP-50: without a surge it is created with 0 replicas, and the old one is scaled down first", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 0, maxUnavailable: 1 });
    await world.settle();
    await world.setImage("app:2");
    await world.tick();
    expect(await world.sizes()).toEqual([3, 0]);
  });

  it("DEP-66: each step is recorded as an Event", async () => {
    const world = await World.with({ replicas: 2, maxSurge: 1 });
    await world.settle();
    world.events.take();
    await world.setImage("app:2");
    await world.settle();
    const [old, fresh] = (await world.replicaSets()).map((each) => each.metadata.name);
    expect(world.events.take()).toEqual(
      [
        `up replica set ${fresh} from 0 to 1`,
        `down replica set ${old} from 2 to 1`,
        `up replica set ${fresh} from 1 to 2`,
        `down replica set ${old} from 1 to 0`,
      ].map((step) => `Deployment Normal ScalingReplicaSet Scaled ${step}`),
    );
  });

  it("DEP-55: unavailable old pods are removed first, even while the new ones are not available", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 0, maxUnavailable: 2 });
    await world.settle();
    const [old] = await world.replicaSets();
    await world.report(old?.metadata.name ?? "", { replicas: 4, available: 2 });
    await world.setImage("app:2");
    await world.tick();
    expect(await world.sizes()).toEqual([2, 0]);
    await world.tick();
    expect(await world.sizes()).toEqual([2, 2]);
  });

  it("DEP-57: a failed scale-down is retried, and the status is written nevertheless", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 0, maxUnavailable: 1 });
    await world.settle();
    await world.setImage("app:2");
    let failures = 1;
    world.recording.before = ({ verb, kind }) => {
      if (verb === "update" && kind === "ReplicaSet" && failures-- > 0) throw new StoreError("Conflict", "modified");
    };
    const written = await world.tick();
    expect(written).toEqual(["create ReplicaSet", "update ReplicaSet", "update Deployment/status"]);
    expect((await world.deployment()).metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("2");
    expect(world.controller.retries).toBe(1);
    await world.settle();
    expect(await world.sizes()).toEqual([0, 4]);
  });

  it("DEP-38: a conflict on the new ReplicaSet fails the reconcile, which is retried with a fresh read", async () => {
    const world = await World.with({ replicas: 2, maxSurge: 1 });
    await world.settle();
    await world.edit({ spec: { template: { metadata: { annotations: { a: "b" } } } } });
    await world.tick();
    const fresh = (await world.replicaSets())[1];
    if (fresh === undefined) throw new Error("no new ReplicaSet");
    await world.satisfyReplicaSets();
    await world.tick();
    world.recording.before = async ({ verb, kind, name }) => {
      if (verb !== "update" || kind !== "ReplicaSet" || name !== fresh.metadata.name) return;
      world.recording.before = () => {};
      await world.patch(await world.replicaSet(name), { metadata: { annotations: { by: "somebody" } } });
    };
    await world.settle();
    expect(await world.sizes()).toEqual([0, 2]);
    expect((await world.replicaSet(fresh.metadata.name)).metadata.annotations).toMatchObject({ by: "somebody" });
  });

  it("rolls over to a third template before the second is rolled out", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 2, maxUnavailable: 1 });
    await world.settle();
    await world.setImage("app:2");
    await world.tick();
    await world.setImage("app:3");
    await world.settle();
    expect(await world.sizes()).toEqual([0, 0, 4]);
  });

  it("DEP-80, DEP-83..87: a rollout without progress is reported after its deadline, and progress clears that", async () => {
    const world = await World.with({ replicas: 2, spec: { progressDeadlineSeconds: 60 } });
    const abort = new AbortController();
    const driver = new WatchDriver(world.controller, world.recording.store, {
      clock: world.clock,
      debounceMs: 0,
      fallbackIntervalMs: Infinity,
    });
    const running = driver.run(abort.signal);
    await world.clock.advance(1000);
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetCreated");
    await world.clock.advance(59_000);
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetCreated");
    await world.clock.advance(1_000);
    expect(await world.condition("Progressing")).toBe("False ProgressDeadlineExceeded");
    world.recording.takeWrites();
    await world.clock.advance(600_000);
    expect(world.recording.takeWrites(), "no further write follows").toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);

    const [replicaSet] = await world.replicaSets();
    await world.report(replicaSet?.metadata.name ?? "", { replicas: 2, available: 1 });
    await world.clock.settle();
    expect(await world.condition("Progressing")).toBe("True ReplicaSetUpdated");
    await world.report(replicaSet?.metadata.name ?? "", { replicas: 2, available: 2 });
    await world.clock.settle();
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
    abort.abort();
    await running;
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("DEP-8: drops the key after 15 retries, until the next event", async () => {
    const world = await World.with({ replicas: 1 });
    world.recording.before = ({ verb }) => {
      if (verb === "create") throw new StoreError("InternalError", "no");
    };
    const abort = new AbortController();
    const driver = new WatchDriver(world.controller, world.recording.store, {
      clock: world.clock,
      debounceMs: 0,
      fallbackIntervalMs: Infinity,
    });
    const running = driver.run(abort.signal);
    await world.clock.advance(10_000_000);
    expect(world.recording.writes().filter(({ verb }) => verb === "create")).toHaveLength(16);
    expect(world.clock.pendingTimers).toBe(0);
    world.recording.before = () => {};
    await world.edit({ metadata: { labels: { touched: "yes" } } });
    await world.clock.settle();
    expect(await world.sizes()).toEqual([1]);
    abort.abort();
    await running;
  });
});

describe("Recreate", () => {
  const pod = (name: string, owner: Parameters<typeof controllerReference>[0]): Pod => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: { app: "web" },
      finalizers: ["example.com/slow"],
      ownerReferences: [controllerReference(owner)],
    },
    spec: { containers: [{ name: "main", image: "app:1" }] },
  });
  const gone = (world: World, each: Stored<Pod>) => world.patch(each, { metadata: { finalizers: [] } });

  it("DEP-30, DEP-60..62: the new ReplicaSet is created when the last old pod is gone", async () => {
    const world = await World.with({ replicas: 2, strategy: "Recreate" });
    await world.settle();
    const [old] = await world.replicaSets();
    if (old === undefined) throw new Error("no ReplicaSet");
    for (const name of ["a", "b"]) await world.memory.create(pod(name, old));
    await world.setImage("app:2");
    await world.tick();
    expect(await world.sizes()).toEqual([0]);

    for (const each of await world.pods()) await world.memory.delete(pods, { namespace, name: each.metadata.name });
    await world.tick();
    expect(await world.sizes(), "the old ReplicaSet's status still counts pods").toEqual([0]);
    await world.satisfyReplicaSets();
    await world.tick();
    expect(await world.sizes(), "they are terminating").toEqual([0]);

    const [a, b] = await world.pods();
    if (a === undefined || b === undefined) throw new Error("no pods");
    expect(await world.reconciledBy(() => gone(world, a)), "DEP-6: another is left").toBe(0);
    expect(await world.reconciledBy(() => gone(world, b)), "DEP-6: the last one").toBe(1);
    expect(await world.sizes()).toEqual([0, 2]);
    await world.settle();
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
  });

  it("DEP-6: a remaining Failed pod does not delay the new ReplicaSet", async () => {
    const world = await World.with({ replicas: 1, strategy: "Recreate" });
    await world.settle();
    const [old] = await world.replicaSets();
    if (old === undefined) throw new Error("no ReplicaSet");
    const failed = await world.memory.create(pod("failed", old));
    await world.patch(failed as Stored<Pod>, { status: { phase: "Failed" } }, "status");
    await world.memory.create(pod("running", old));
    await world.setImage("app:2");
    await world.tick();
    await world.memory.delete(pods, { namespace, name: "running" });
    await world.satisfyReplicaSets();
    await world.tick();
    expect(await world.sizes()).toEqual([0]);
    const [, last] = await world.pods();
    expect(await world.reconciledBy(() => gone(world, last as Stored<Pod>))).toBe(1);
    expect(await world.sizes()).toEqual([0, 1]);
  });

  it("DEP-6, DEP-7: deleted pods of a rolling update, without a controller or with one of another kind enqueue nothing", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    const [replicaSet] = await world.replicaSets();
    if (replicaSet === undefined) throw new Error("no ReplicaSet");
    const loose = { ...pod("loose", replicaSet), metadata: { name: "loose", namespace } };
    const [reference] = pod("x", replicaSet).metadata.ownerReferences ?? [];
    const strangers = [
      { ...loose, metadata: { ...loose.metadata, name: "job", ownerReferences: [{ ...reference, kind: "Job" }] } },
      {
        ...loose,
        metadata: { ...loose.metadata, name: "namesake", ownerReferences: [{ ...reference, uid: "other" }] },
      },
      { ...loose, metadata: { ...loose.metadata, name: "none", ownerReferences: [{ ...reference, name: "none" }] } },
    ] as Pod[];
    for (const each of [pod("owned", replicaSet), loose, ...strangers]) {
      const created = (await world.memory.create(each)) as Stored<Pod>;
      expect(await world.reconciledBy(() => world.patch(created, { metadata: { labels: { x: "y" } } }))).toBe(0);
      if (created.metadata.finalizers !== undefined) await gone(world, created);
      const reference = { apiVersion: "v1", kind: "Pod", namespace, name: created.metadata.name };
      expect(await world.reconciledBy(() => world.memory.delete(pods, reference, { gracePeriodSeconds: 0 }))).toBe(0);
    }
  });

  it("DEP-63: after a return to the old template its ReplicaSet is the new one, and also waits for the other pods", async () => {
    const world = await World.with({ replicas: 2, strategy: "Recreate" });
    await world.settle();
    await world.setImage("app:2");
    await world.settle();
    const second = (await world.replicaSets())[1];
    if (second === undefined) throw new Error("no second ReplicaSet");
    const slow = (await world.memory.create(pod("slow", second))) as Stored<Pod>;
    await world.setImage("app:1");
    await world.tick();
    await world.satisfyReplicaSets();
    await world.tick();
    const size = async (image: string) =>
      (await world.replicaSets()).find((each) => each.spec?.template?.spec?.containers[0]?.image === image)?.spec
        ?.replicas;
    expect(await size("app:1")).toBe(0);
    await world.memory.delete(pods, { namespace, name: "slow" });
    await gone(world, slow);
    await world.settle();
    expect([await size("app:1"), await size("app:2")]).toEqual([2, 0]);
  });

  it("DEP-15: a pod that the Deployment does not select does not delay the new ReplicaSet", async () => {
    const world = await World.with({ replicas: 1, strategy: "Recreate" });
    await world.settle();
    const [old] = await world.replicaSets();
    if (old === undefined) throw new Error("no ReplicaSet");
    const stranger = pod("stranger", old);
    await world.memory.create({ ...stranger, metadata: { ...stranger.metadata, labels: { app: "other" } } });
    await world.setImage("app:2");
    await world.settle();
    expect(await world.sizes()).toEqual([0, 1]);
  });
});

describe("scaling", () => {
  it("DEP-68, DEP-71: scales the only active ReplicaSet and updates its annotations in one write", async () => {
    const world = await World.with({ replicas: 3, maxSurge: 2 });
    await world.settle();
    world.events.take();
    await world.edit({ spec: { replicas: 7 } });
    expect(await world.tick()).toEqual(["update ReplicaSet", "update Deployment/status"]);
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.spec?.replicas).toBe(7);
    expect(replicaSet?.metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/desired-replicas": "7",
      "deployment.kubernetes.io/max-replicas": "9",
    });
    expect(world.events.take()).toEqual([
      `Deployment Normal ScalingReplicaSet Scaled up replica set ${replicaSet?.metadata.name} from 3 to 7`,
    ]);
  });

  it("DEP-65: a ReplicaSet of the right size is not written even if its max-replicas annotation is stale", async () => {
    const world = await World.with({ replicas: 3, maxSurge: 2 });
    await world.settle();
    await world.edit({ spec: { strategy: { rollingUpdate: { maxSurge: 4 } } } });
    expect(await world.tick()).toEqual(["update Deployment/status"]);
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.metadata.annotations?.["deployment.kubernetes.io/max-replicas"]).toBe("5");
  });

  it("DEP-73, V-SCALE: a rollout stuck at 8 and 5 of 10 is scaled to 20 and 13 of 30, and then continues", async () => {
    const world = await World.with({ replicas: 10, maxSurge: 3, maxUnavailable: 2 });
    await world.settle();
    await world.setImage("app:broken");
    const stuck = async () => {
      for (let ticks = 0; ticks < 10; ticks++) {
        await world.tick();
        const [old, fresh] = await world.replicaSets();
        const [kept, wanted] = await world.sizes();
        await world.report(old?.metadata.name ?? "", { replicas: kept ?? 0, available: kept ?? 0 });
        await world.report(fresh?.metadata.name ?? "", { replicas: wanted ?? 0, available: 0 });
      }
      return world.sizes();
    };
    expect(await stuck()).toEqual([8, 5]);
    await world.edit({ spec: { replicas: 30 } });
    await world.tick();
    expect(await world.sizes()).toEqual([20, 13]);
    expect(await stuck(), "there are 30 + 3 pods, and 20 available ones are fewer than 28").toEqual([20, 13]);
    await world.settle();
    expect(await world.sizes()).toEqual([0, 30]);
    for (const { metadata } of await world.replicaSets()) {
      expect(metadata.annotations?.["deployment.kubernetes.io/desired-replicas"]).toBe("30");
    }
  });

  it("DEP-20: after an edit of replicas and template, a stuck rollout is scaled first", async () => {
    for (const replicas of [5, 20]) {
      const world = await World.with({ replicas: 10, maxSurge: 3, maxUnavailable: 2 });
      await world.settle();
      await world.setImage("app:broken");
      await world.tick();
      await world.edit({
        spec: { replicas, template: { spec: { containers: [{ name: "main", image: "app:good" }] } } },
      });
      await world.tick();
      expect(await world.sizes(), "scaling creates no ReplicaSet for the third template").toHaveLength(2);
      await world.settle();
      expect(await world.sizes()).toEqual([0, 0, replicas]);
    }
  });

  it("DEP-98: a ReplicaSet manually scaled to the Deployment's new size does not block a rollout", async () => {
    const world = await World.with({ replicas: 3 });
    await world.settle();
    const [replicaSet] = await world.replicaSets();
    if (replicaSet === undefined) throw new Error("no ReplicaSet");
    await world.patch(replicaSet, { spec: { replicas: 5 } });
    await world.edit({ spec: { replicas: 5 } });
    await world.setImage("app:2");
    await world.settle();
    expect(await world.sizes()).toEqual([0, 5]);
  });

  it("DEP-76: a Deployment that is changed to Recreate during a rollout and scaled is not stuck", async () => {
    for (const replicas of [0, 2, 6]) {
      const world = await World.with({ replicas: 4, maxSurge: 2 });
      await world.settle();
      await world.setImage("app:2");
      await world.tick();
      expect(await world.sizes()).toEqual([4, 2]);
      await world.edit({ spec: { replicas, strategy: { type: "Recreate", rollingUpdate: null } } });
      await world.settle();
      expect(await world.sizes()).toEqual([0, replicas]);
    }
  });

  it("DEP-75: a failure ends the scaling, and the next reconcile completes it", async () => {
    const world = await World.with({ replicas: 4, maxSurge: 2, maxUnavailable: 0 });
    await world.settle();
    await world.setImage("app:2");
    await world.tick();
    await world.edit({ spec: { replicas: 8 } });
    let writes = 0;
    world.recording.before = ({ verb, kind }) => {
      if (verb === "update" && kind === "ReplicaSet" && ++writes === 2) throw new StoreError("Conflict", "modified");
    };
    await world.tick();
    expect(world.controller.retries).toBe(1);
    await world.settle();
    expect(await world.sizes()).toEqual([0, 8]);
  });
});

describe("a paused Deployment", () => {
  it("DEP-17, DEP-18, DEP-70, DEP-85: creates no ReplicaSet until it is resumed", async () => {
    const world = await World.with({ replicas: 2, spec: { paused: true } });
    await world.settle();
    expect(await world.replicaSets()).toEqual([]);
    expect(await world.condition("Progressing")).toBe("Unknown DeploymentPaused");
    await world.edit({ spec: { paused: false } });
    expect(await world.tick()).toEqual(["update Deployment/status", "create ReplicaSet", "update Deployment/status"]);
    await world.settle();
    expect(await world.sizes()).toEqual([2]);
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
  });

  it("DEP-17: a failure to write the condition ends the reconcile", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    await world.edit({ spec: { paused: true, replicas: 5 } });
    let failures = 1;
    world.recording.before = ({ verb, kind }) => {
      if (verb === "update" && kind === "Deployment" && failures-- > 0) throw new StoreError("Conflict", "modified");
    };
    expect(await world.tick()).toEqual(["update Deployment/status"]);
    expect(await world.sizes()).toEqual([2]);
    expect(world.controller.retries).toBe(1);
    await world.tick();
    expect(await world.sizes()).toEqual([5]);
  });

  it("DEP-30, DEP-70: is scaled, but a new template is not rolled out", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    await world.edit({ spec: { paused: true, replicas: 5 } });
    await world.setImage("app:2");
    await world.settle();
    expect(await world.sizes()).toEqual([5]);
    await world.edit({ spec: { paused: false } });
    await world.settle();
    expect(await world.sizes()).toEqual([0, 5]);
  });

  it("DEP-79: progress is not estimated while it is paused, so a long pause does not exceed the deadline", async () => {
    const world = await World.with({ replicas: 2, spec: { progressDeadlineSeconds: 60 } });
    await world.tick();
    await world.edit({ spec: { paused: true } });
    await world.tick();
    await world.clock.advance(3_600_000);
    expect(await world.tick()).toEqual([]);
    await world.edit({ spec: { paused: false } });
    await world.tick();
    expect(await world.condition("Progressing")).toBe("Unknown DeploymentResumed");
  });
});

describe("history", () => {
  async function roll(world: World, images: readonly number[]): Promise<void> {
    for (const image of images) {
      await world.setImage(`app:${image}`);
      await world.settle();
    }
  }

  it("DEP-92, DEP-93: old ReplicaSets beyond the limit are deleted once a rollout is complete", async () => {
    const world = await World.with({ replicas: 1, spec: { revisionHistoryLimit: 2 } });
    await roll(world, [1, 2, 3, 4, 5]);
    const revisions = (await world.replicaSets()).map(
      (each) => each.metadata.annotations?.["deployment.kubernetes.io/revision"],
    );
    expect(revisions).toEqual(["3", "4", "5"]);
  });

  it("DEP-92: NotFound is ignored; any other failure ends the reconcile", async () => {
    const world = await World.with({ replicas: 1, spec: { revisionHistoryLimit: 0 } });
    let failures = 1;
    world.recording.before = async ({ verb, name, kind }) => {
      if (verb !== "delete") return;
      if (failures-- > 0) throw new StoreError("InternalError", "no");
      await world.memory.delete({ apiVersion: "apps/v1", kind }, { namespace, name });
    };
    await roll(world, [2, 3]);
    expect(world.controller.retries).toBe(1);
    expect(await world.sizes()).toEqual([1]);
  });

  it("DEP-93: a paused Deployment's history is cleaned up too, unless it is to be rolled back", async () => {
    const asked = { annotations: { "deprecated.deployment.rollback.to": "1" } };
    const world = await World.with({ replicas: 1 });
    await roll(world, [1, 2, 3]);
    await world.edit({ metadata: asked, spec: { paused: true, revisionHistoryLimit: 0 } });
    await world.settle();
    expect(await world.replicaSets()).toHaveLength(3);
    await world.edit({ metadata: { annotations: { "deprecated.deployment.rollback.to": null } } });
    await world.settle();
    expect(await world.replicaSets()).toHaveLength(1);
  });
});

describe("rollback", () => {
  it("DEP-95: sets the template of the requested revision, and removes the annotation", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    await world.setImage("app:2");
    await world.settle();
    world.events.take();
    await world.edit({ metadata: { annotations: { "deprecated.deployment.rollback.to": "1" } } });
    expect(await world.tick(), "nothing else in that reconcile").toEqual(["update Deployment"]);
    expect(world.events.take()).toEqual([
      'Deployment Normal DeploymentRollback Rolled back deployment "web" to revision 1',
    ]);
    const { spec, metadata } = await world.deployment();
    expect(spec?.template?.spec?.containers[0]?.image).toBe("app:1");
    expect(metadata.annotations).not.toHaveProperty("deprecated.deployment.rollback.to");
    await world.settle();
    expect((await world.deployment()).metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
  });

  it("DEP-95: records a warning if there is no revision to roll back to", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    world.events.take();
    await world.edit({ metadata: { annotations: { "deprecated.deployment.rollback.to": "0" } } });
    await world.settle();
    expect(world.events.take()).toEqual([
      "Deployment Warning DeploymentRollbackRevisionNotFound Unable to find last revision.",
    ]);
    expect((await world.deployment()).metadata.annotations).not.toHaveProperty("deprecated.deployment.rollback.to");
  });

  it("DEP-95: an annotation that is not an integer is ignored", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    await world.edit({ metadata: { annotations: { "deprecated.deployment.rollback.to": "one" } } });
    await world.settle();
    expect((await world.deployment()).metadata.annotations).toHaveProperty("deprecated.deployment.rollback.to", "one");
  });
});

describe("status", () => {
  it("DEP-79: has no terminatingReplicas if the ReplicaSets have none", async () => {
    const world = await World.with({ replicas: 2 }, { terminatingReplicas: true });
    await world.settle();
    const [replicaSet] = await world.replicaSets();
    await world.report(replicaSet?.metadata.name ?? "", { replicas: 2, available: 2 });
    await world.tick();
    expect((await world.deployment()).status).not.toHaveProperty("terminatingReplicas");
  });

  it("DEP-80, DEP-86: ReplicaFailure is copied from a ReplicaSet, and removed with it", async () => {
    const world = await World.with({ replicas: 2 });
    await world.tick();
    const name = (await world.replicaSets())[0]?.metadata.name ?? "";
    const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "exceeded quota" };
    await world.report(name, { replicas: 0, available: 0, conditions: [failure] });
    await world.tick();
    expect(await world.condition("ReplicaFailure")).toBe("True FailedCreate");
    await world.report(name, { replicas: 2, available: 2 });
    await world.tick();
    expect(await world.condition("ReplicaFailure")).toBeUndefined();
  });

  it("DEP-88: observedGeneration is updated even if no other field of the status changes", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    await world.edit({ spec: { revisionHistoryLimit: 3 } });
    expect(await world.tick()).toEqual(["update Deployment/status"]);
    expect((await world.deployment()).status?.observedGeneration).toBe(2);
  });
});

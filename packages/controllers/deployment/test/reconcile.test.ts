import { type Deployment, deployments, type Store, type Stored, StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import vectors from "./fixtures/pod-template-hash-1.34.json";
import { deployment, namespace, storedReplicaSet } from "./objects.js";
import { World } from "./world.js";

const revision = "deployment.kubernetes.io/revision";

describe("a new Deployment", () => {
  it("DEP-31, DEP-35, DEP-37: the first reconcile creates the ReplicaSet and makes one status update", async () => {
    const world = await World.with({ replicas: 3, maxSurge: 1 });
    expect(await world.tick()).toEqual(["create ReplicaSet", "update Deployment/status"]);
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.spec?.replicas).toBe(3);
    const name = replicaSet?.metadata.name;
    expect(world.events.take()).toEqual([
      `Deployment Normal ScalingReplicaSet Scaled up replica set ${name} from 0 to 3`,
    ]);
    const { metadata, status } = await world.deployment();
    expect(metadata.annotations).toEqual({ [revision]: "1" });
    expect(status?.conditions).toMatchObject([
      { type: "Progressing", reason: "NewReplicaSetCreated", message: `Created new replica set "${name}"` },
      { type: "Available", reason: "MinimumReplicasUnavailable" },
    ]);
  });

  it("DEP-36: the Deployment gets the revision annotation without a new generation", async () => {
    const world = await World.with({ replicas: 3 });
    await world.settle();
    expect((await world.deployment()).metadata).toMatchObject({ generation: 1, annotations: { [revision]: "1" } });
  });

  it("a Deployment in a steady state is not written", async () => {
    const world = await World.with({ replicas: 3 });
    await world.settle();
    expect(await world.tick()).toEqual([]);
    await world.clock.advance(3_600_000);
    expect(await world.tick()).toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it("DEP-45, DEP-49: the ReplicaSet has the same name as in Kubernetes 1.34", async () => {
    const container = { name: "nginx", image: "nginx:1.14.2", ports: [{ containerPort: 80 }] };
    const world = await World.with({
      selector: { matchLabels: { app: "nginx" } },
      template: { metadata: { labels: { app: "nginx" } }, spec: { containers: [container] } },
    });
    await world.tick();
    const hash = vectors.find((each) => each.name === "nginx-1.14.2-port80")?.hashes.absent;
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.metadata.name).toBe(`web-${hash}`);
    expect(replicaSet?.spec?.selector.matchLabels).toEqual({ app: "nginx", "pod-template-hash": hash });
    expect(replicaSet?.spec?.template?.metadata?.labels).toEqual({ app: "nginx", "pod-template-hash": hash });
  });

  it("DEP-31: the pod spec of the ReplicaSet is shared with the Deployment by reference", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.spec?.template?.spec).toBe((await world.deployment()).spec?.template?.spec);
  });

  it("with 0 replicas the ReplicaSet is created, without an Event", async () => {
    const world = await World.with({ replicas: 0 });
    await world.settle();
    expect(await world.sizes()).toEqual([0]);
    expect(world.events.take()).toEqual([]);
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
  });

  it("DEP-2: it is reconciled after creation, after each change and after deletion", async () => {
    const world = new World();
    expect(await world.reconciledBy(() => world.memory.create(deployment({ replicas: 1, maxSurge: 1 })))).toBe(1);
    expect(await world.reconciledBy(() => world.edit({ metadata: { labels: { team: "x" } } }))).toBe(1);
    const end = async () => world.memory.delete(deployments, { namespace, name: "web" });
    expect(await world.reconciledBy(end)).toBe(1);
  });

  it("DEP-1, DEP-10: nothing is done for a deleted Deployment", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    expect(
      await world.reconciledBy(() =>
        world.memory.delete(deployments, { namespace, name: "web" }, { propagationPolicy: "Orphan" }),
      ),
    ).toBe(1);
    expect(world.recording.takeWrites()).not.toContain("create ReplicaSet");
  });
});

describe("failures", () => {
  const failCreation = (world: World, error: StoreError) => {
    world.recording.before = ({ verb, kind }) => {
      if (verb === "create" && kind === "ReplicaSet") throw error;
    };
  };

  it("DEP-34: a failed create of the ReplicaSet gives a condition and an Event, and is retried", async () => {
    const world = await World.with({ replicas: 3 });
    failCreation(world, new StoreError("Forbidden", "exceeded quota"));
    expect(await world.tick()).toEqual(["create ReplicaSet", "update Deployment/status"]);
    const { status } = await world.deployment();
    const [condition] = status?.conditions ?? [];
    expect(condition).toMatchObject({ type: "Progressing", status: "False", reason: "ReplicaSetCreateError" });
    expect(condition?.message).toMatch(/^Failed to create new replica set "web-[456789bcdf]+": exceeded quota$/);
    expect(world.events.take()).toEqual([`Deployment Warning ReplicaSetCreateError ${condition?.message}`]);
    expect(world.controller.retries).toBe(1);

    world.recording.before = () => {};
    await world.settle();
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
  });

  it("DEP-34: without a deadline there is only an Event", async () => {
    const world = await World.with({ replicas: 3, spec: { progressDeadlineSeconds: 2147483647 } });
    failCreation(world, new StoreError("Forbidden", "exceeded quota"));
    expect(await world.tick()).toEqual(["create ReplicaSet"]);
    expect(world.events.take()).toHaveLength(1);
  });

  it("DEP-8, DEP-33: in a terminating namespace there is no Event, no condition and no retry", async () => {
    const world = await World.with({ replicas: 3 });
    const causes = [{ reason: "NamespaceTerminating" }];
    failCreation(world, new StoreError("Forbidden", "is being terminated", { details: { causes } }));
    expect(await world.tick()).toEqual(["create ReplicaSet"]);
    expect(world.events.take()).toEqual([]);
    expect(world.controller.retries).toBe(0);
    expect(world.controller.delayedKeys).toBe(0);
  });

  it("DEP-32: a ReplicaSet created by an earlier attempt is used, without an Event", async () => {
    const world = await World.with({ replicas: 3 });
    world.recording.after = ({ verb }) => {
      if (verb === "create") throw new StoreError("Timeout", "no answer");
    };
    await world.tick();
    world.recording.after = () => {};
    world.events.take();
    await world.settle();
    expect(await world.sizes()).toEqual([3]);
    expect(world.events.take()).toEqual([]);
    expect((await world.deployment()).status).not.toHaveProperty("collisionCount");
  });

  it("DEP-32: a name collision with another template increments collisionCount, which changes the next name", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    const [first] = await world.replicaSets();
    if (first === undefined) throw new Error("no ReplicaSet");
    await world.patch(first, { spec: { template: { metadata: { labels: { edited: "in-place" } } } } });
    expect(await world.tick()).toEqual(["create ReplicaSet", "update Deployment/status"]);
    expect((await world.deployment()).status?.collisionCount).toBe(1);
    expect(world.controller.retries).toBe(1);
    await world.settle();
    expect(await world.sizes()).toEqual([0, 1]);
    const second = (await world.replicaSets())[1];
    expect(second?.metadata.name).not.toBe(first.metadata.name);
    expect(second?.metadata.annotations?.[revision]).toBe("2");
  });

  it("DEP-32: a ReplicaSet of another owner with the same name is a collision too, and is not changed", async () => {
    const world = await World.with({ replicas: 1 });
    await world.tick();
    const [first] = await world.replicaSets();
    const other = new World();
    const template = { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "main", image: "app:1" }] } };
    const taken = storedReplicaSet(first?.metadata.name ?? "", { replicas: 1, template });
    await other.memory.create({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: { name: taken.metadata.name, namespace, labels: { app: "x" } },
      spec: { ...taken.spec, selector: { matchLabels: { app: "x" } } },
    } as never);
    await other.memory.create(deployment({ maxSurge: 1, replicas: 1 }));
    await other.settle();
    expect((await other.deployment()).status?.collisionCount).toBe(1);
    expect((await other.replicaSet(taken.metadata.name)).metadata.ownerReferences).toBeUndefined();
    expect(await other.replicaSets()).toHaveLength(2);
  });

  it("DEP-37: a failed status update fails the reconcile, and the retry writes the same status", async () => {
    const world = await World.with({ replicas: 3 });
    let failures = 2;
    world.recording.before = ({ subresource }) => {
      if (subresource === "status" && failures-- > 0) throw new StoreError("Conflict", "modified");
    };
    await world.tick();
    expect(world.controller.retries).toBe(1);
    await world.settle();
    expect((await world.deployment()).metadata.annotations).toEqual({ [revision]: "1" });
    expect(await world.replicaSets()).toHaveLength(1);
    expect(await world.condition("Progressing")).toBe("True NewReplicaSetAvailable");
  });

  it("DEP-21: an unknown strategy is an error", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    await withRead(world, (stored) => ({ ...stored, spec: { ...stored.spec, strategy: { type: "Other" } } }));
    expect(await world.tick()).toEqual([]);
    expect(world.controller.retries).toBe(1);
  });

  it("DEP-14: an invalid selector is an error", async () => {
    const world = await World.with({ replicas: 1 });
    const matchExpressions = [{ key: "a", operator: "Near" }];
    await withRead(world, (stored) => ({ ...stored, spec: { ...stored.spec, selector: { matchExpressions } } }));
    expect(await world.tick()).toEqual([]);
    expect(world.controller.retries).toBe(1);
  });

  it("DEP-11: an empty selector gives a warning Event, and observedGeneration is updated once", async () => {
    const world = await World.with({ replicas: 1 });
    await withRead(world, (stored) => ({ ...stored, spec: { ...stored.spec, selector: {} } }));
    expect(await world.tick()).toEqual(["update Deployment/status"]);
    expect(world.events.take()).toEqual([
      "Deployment Warning SelectingAll This deployment is selecting all pods. A non-empty selector is required.",
    ]);
    expect((await world.deployment()).status).toMatchObject({ observedGeneration: 1 });
    expect(await world.tick()).toEqual([]);
    expect(await world.replicaSets()).toEqual([]);
  });

  it("DEP-11: a failure of this status update is not an error", async () => {
    const world = await World.with({ replicas: 1 });
    await withRead(world, (stored) => ({ ...stored, spec: { ...stored.spec, selector: {} } }));
    world.recording.before = ({ verb }) => {
      if (verb === "update") throw new StoreError("Conflict", "modified");
    };
    await world.tick();
    expect(world.controller.retries).toBe(0);
  });
});

describe("claiming ReplicaSets", () => {
  it("DEP-12, DEP-13: adopts an orphan that it selects, without changing its pods, labels or selector", async () => {
    const world = new World();
    const { metadata, ...replicaSet } = storedReplicaSet("loose", { image: "app:1", replicas: 2 });
    const { name, labels } = metadata;
    const before = await world.memory.create({ ...replicaSet, metadata: { name, namespace, labels } } as never);
    await world.memory.create(deployment({ maxSurge: 1, replicas: 2 }));
    await world.settle();
    const adopted = await world.replicaSet("loose");
    expect(adopted.metadata.ownerReferences).toMatchObject([
      { apiVersion: "apps/v1", kind: "Deployment", name: "web", controller: true, blockOwnerDeletion: true },
    ]);
    expect(adopted.metadata.labels).toEqual(labels);
    expect(adopted.spec).toEqual((before as typeof adopted).spec);
    expect(await world.replicaSets(), "it has the Deployment's template, so none is created").toHaveLength(1);
  });

  it("DEP-29: sets the condition FoundNewReplicaSet", async () => {
    const world = new World();
    const { metadata, ...replicaSet } = storedReplicaSet("loose", { image: "app:1", replicas: 2, revision: "1" });
    const { name, labels, annotations } = metadata;
    await world.memory.create({ ...replicaSet, metadata: { name, namespace, labels, annotations } } as never);
    await world.memory.create(deployment({ maxSurge: 1, replicas: 2 }));
    await world.tick();
    expect((await world.deployment()).status?.conditions).toMatchObject([
      { type: "Progressing", status: "True", reason: "FoundNewReplicaSet", message: 'Found new replica set "loose"' },
      { type: "Available" },
    ]);
  });

  it("DEP-12: releases one that it no longer selects, and creates another after a name collision", async () => {
    const world = await World.with({ replicas: 2 });
    await world.settle();
    const [first] = await world.replicaSets();
    if (first === undefined) throw new Error("no ReplicaSet");
    await world.patch(first, { metadata: { labels: { app: "other" } } });
    await world.settle();
    expect((await world.replicaSet(first.metadata.name)).metadata.ownerReferences).toBeUndefined();
    expect((await world.deployment()).status?.collisionCount).toBe(1);

    await world.patch(await world.replicaSet(first.metadata.name), { metadata: { labels: { app: "web" } } });
    await world.settle();
    const owners = (await world.replicaSets()).map((each) => each.metadata.ownerReferences?.length);
    expect(owners, "with its label restored it is adopted again").toEqual([1, 1]);
  });

  it("DEP-12: adopts nothing when the live Deployment is being deleted", async () => {
    const world = new World();
    const { metadata, ...replicaSet } = storedReplicaSet("loose", { image: "app:1", replicas: 2 });
    const { name, labels } = metadata;
    await world.memory.create({ ...replicaSet, metadata: { name, namespace, labels } } as never);
    await world.memory.create(deployment({ maxSurge: 1, replicas: 2 }));
    await withRead(
      world,
      (stored) => ({ ...stored, metadata: { ...stored.metadata, deletionTimestamp: "2025-01-01T00:00:00Z" } }),
      { liveOnly: true },
    );
    expect(await world.tick()).toEqual([]);
    expect((await world.replicaSet("loose")).metadata.ownerReferences).toBeUndefined();
    expect(world.controller.retries).toBe(1);
  });

  it("DEP-97: two Deployments with the same selector manage only their own ReplicaSets", async () => {
    const world = await World.with({ replicas: 2 });
    const second = deployment({ maxSurge: 1, replicas: 3, image: "app:2" });
    await world.memory.create({ ...second, metadata: { ...second.metadata, name: "twin" } });
    await world.settle();
    const owned = async () =>
      (await world.replicaSets())
        .map((each) => `${each.metadata.ownerReferences?.map((owner) => owner.name)}:${each.spec?.replicas}`)
        .sort();
    expect(await owned()).toEqual(["twin:3", "web:2"]);
    await world.edit({ spec: { replicas: 5 } });
    await world.settle();
    expect(await owned()).toEqual(["twin:3", "web:5"]);
  });

  it("DEP-16, DEP-30: while being deleted it updates its status, but creates, adopts and scales nothing", async () => {
    const world = await World.with({ replicas: 2, metadata: { finalizers: ["example.com/hold"] } });
    await world.settle();
    await world.edit({ spec: { replicas: 5 } });
    await world.memory.delete(deployments, { namespace, name: "web" });
    const [replicaSet] = await world.replicaSets();
    await world.report(replicaSet?.metadata.name ?? "", { replicas: 2, available: 1 });
    expect(await world.tick()).toEqual(["update Deployment/status"]);
    expect((await world.deployment()).status).toMatchObject({ availableReplicas: 1, observedGeneration: 3 });
    expect(await world.sizes()).toEqual([2]);
    expect(await world.condition("Progressing"), "progress is not estimated").toBe("True NewReplicaSetAvailable");
    await world.setImage("app:2");
    await world.tick();
    expect(await world.replicaSets()).toHaveLength(1);
  });
});

describe("annotations", () => {
  it("DEP-28, DEP-41: the Deployment's annotations are copied to the new ReplicaSet", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    await world.edit({ metadata: { annotations: { note: "a" } } });
    expect(await world.tick()).toEqual(["update ReplicaSet", "update Deployment/status"]);
    const [replicaSet] = await world.replicaSets();
    expect(replicaSet?.metadata.annotations).toMatchObject({ note: "a" });
    await world.settle();
    expect(await world.sizes()).toEqual([1]);
  });

  it("DEP-28: minReadySeconds is copied too, without a new ReplicaSet", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    await world.edit({ spec: { minReadySeconds: 9 } });
    await world.settle();
    const replicaSets = await world.replicaSets();
    expect(replicaSets.map((each) => each.spec?.minReadySeconds)).toEqual([9]);
  });

  it("DEP-28, DEP-43: after a return to an old template its ReplicaSet is the new one again, with a new revision", async () => {
    const world = await World.with({ replicas: 2, maxSurge: 1 });
    await world.settle();
    await world.setImage("app:2");
    await world.settle();
    await world.setImage("app:1");
    await world.settle();
    const annotations = (await world.replicaSets()).map((each) => each.metadata.annotations);
    expect(annotations).toMatchObject([
      { [revision]: "2" },
      { [revision]: "3", "deployment.kubernetes.io/revision-history": "1" },
    ]);
    expect((await world.deployment()).metadata.annotations?.[revision]).toBe("3");
    expect(await world.sizes()).toEqual([0, 2]);
  });

  it("DEP-40: a ReplicaSet that became the new one again has all four of the controller's annotations", async () => {
    const world = await World.with({ replicas: 2 });
    for (const image of ["app:1", "app:2", "app:1"]) {
      await world.setImage(image);
      await world.settle();
    }
    const annotations = (await world.replicaSets()).at(-1)?.metadata.annotations;
    expect(annotations).toEqual({
      "deployment.kubernetes.io/revision": "3",
      "deployment.kubernetes.io/revision-history": "1",
      "deployment.kubernetes.io/desired-replicas": "2",
      "deployment.kubernetes.io/max-replicas": "3",
    });
  });

  it("DEP-27: revisions beyond 2^53 are counted exactly", async () => {
    const world = await World.with({ replicas: 1 });
    await world.settle();
    const [first] = await world.replicaSets();
    if (first === undefined) throw new Error("no ReplicaSet");
    await world.patch(first, { metadata: { annotations: { [revision]: "3546343826724305832" } } });
    await world.settle();
    await world.setImage("app:2");
    await world.settle();
    expect((await world.deployment()).metadata.annotations?.[revision]).toBe("3546343826724305833");
  });
});

/** From now on the controller's reads of the Deployment return it as changed by `change`. */
async function withRead(
  world: World,
  change: (stored: Stored<Deployment>) => unknown,
  { liveOnly = false } = {},
): Promise<void> {
  const { store } = world.recording;
  const get = store.get.bind(store);
  (store as { get: Store["get"] }).get = async (kind, key, options) => {
    const stored = await get(kind, key, options);
    const changes = kind.kind === "Deployment" && (options?.live === true || !liveOnly);
    return (changes ? change(stored as never) : stored) as never;
  };
}

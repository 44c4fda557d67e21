import { controllerReference, type Pod, type ReplicaSet, type Stored, StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { namespace } from "../../replicas/test/objects.js";
import { World } from "./world.js";

const terminating = new StoreError("Forbidden", "being terminated", {
  details: { causes: [{ reason: "NamespaceTerminating" }] },
});

/** Fails the calls that `matches` selects. */
function failing(world: World, line: string, error: () => Error, times = Infinity): void {
  let failed = 0;
  world.spy.before = (call) => {
    const path = call.subresource === "" ? call.kind : `${call.kind}/${call.subresource}`;
    if (`${call.verb} ${path}` !== line || failed >= times) return;
    failed++;
    throw error();
  };
}

describe("reconcile: the number of pods", () => {
  it("RS-36, RS-42: creates missing pods, with owner reference and labels, and records an Event for each", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 3 });
    await world.tick();
    const pods = await world.pods();
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      expect(pod.metadata.ownerReferences).toEqual([controllerReference(web)]);
      expect(pod.metadata.labels).toEqual({ app: "web" });
      expect(pod.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    }
    expect(world.events.lines.sort()).toEqual(
      pods.map((pod) => `ReplicaSet Normal SuccessfulCreate Created pod: ${pod.metadata.name}`).sort(),
    );
  });

  it("RS-36, RS-43: does nothing if the number of pods is the desired one", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    await world.settle();
    world.spy.forget();
    const report = await world.tick();
    expect(report).toMatchObject({ examined: 1, changed: 0, failed: 0 });
    expect(world.writes()).toEqual([]);
  });

  it("RS-43, RS-44: deletes surplus pods without options, and records an Event for each", async () => {
    const world = new World();
    await world.create("web", { replicas: 3 });
    await world.settle();
    await world.scale("web", 1);
    world.events.lines.length = 0;
    await world.tick();
    expect(await world.pods()).toHaveLength(1);
    expect(world.events.lines).toHaveLength(2);
    for (const line of world.events.lines)
      expect(line).toMatch(/^ReplicaSet Normal SuccessfulDelete Deleted pod: web-/);
  });

  it.each([
    { burst: 5, replicas: 30, ticks: [5, 10, 15, 20, 25, 30] },
    { burst: 5, replicas: 12, ticks: [5, 10, 12] },
    { burst: 3, replicas: 2, ticks: [2] },
  ])("V-BURST: $burst at a time up to $replicas, and down again", async ({ burst, replicas, ticks }) => {
    const world = new World({ burst });
    await world.create("web", { replicas });
    for (const count of ticks) {
      await world.tick();
      expect(await world.pods()).toHaveLength(count);
    }
    await world.scale("web", 0);
    for (let left = replicas - burst; left > 0; left -= burst) {
      await world.tick();
      expect(await world.pods()).toHaveLength(left);
    }
    await world.tick();
    expect(await world.pods()).toHaveLength(0);
  });

  it("RS-37, V-SS: with a quota of 10 for 100 pods, 15 creates are attempted and 10 succeed", async () => {
    const world = new World();
    await world.create("web", { replicas: 100 });
    let created = 0;
    world.spy.before = (call) => {
      if (call.verb === "create" && created++ >= 10) throw new StoreError("Forbidden", "exceeded quota");
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.spy.count("create Pod")).toBe(15);
    expect(await world.pods()).toHaveLength(10);
  });

  it("RS-38: the next reconcile creates exactly the pods that could not be created", async () => {
    const world = new World();
    await world.create("web", { replicas: 10 });
    failing(world, "create Pod", () => new StoreError("TooManyRequests", "later"), 3);
    await world.tick();
    world.spy.forget();
    await world.settle();
    expect(await world.pods()).toHaveLength(10);
  });

  it("RS-39: in a terminating namespace: one attempt, no failure, no Event, no condition, no retry", async () => {
    const world = new World();
    await world.create("web", { replicas: 100 });
    failing(world, "create Pod", () => terminating);
    expect(await world.tick()).toMatchObject({ failed: 0 });
    expect(world.spy.count("create Pod")).toBe(1);
    expect(world.events.lines).toEqual([]);
    expect((await world.get("web")).status?.conditions).toBeUndefined();
    expect(world.controller.delayedKeys).toBe(0);
  });

  it("RS-39: the store refuses pods in this way in a namespace that is being deleted", async () => {
    const world = new World();
    const home = await world.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await world.create("web", { replicas: 5 });
    expect((await world.memory.delete(home, home.metadata)).type).toBe("deleting");
    expect(await world.tick()).toMatchObject({ failed: 0 });
    expect(world.spy.count("create Pod")).toBe(1);
    expect(await world.pods()).toEqual([]);
    expect(world.events.lines).toEqual([]);
  });

  it("RS-42, RS-58, RS-61: a failed create gives an Event, a condition and a retry", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    failing(world, "create Pod", () => new StoreError("Forbidden", 'pods "web-x" is forbidden: no'), 1);
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.events.lines).toEqual([
      'ReplicaSet Warning FailedCreate Error creating: pods "web-x" is forbidden: no',
    ]);
    expect((await world.get("web")).status?.conditions).toEqual([
      {
        type: "ReplicaFailure",
        status: "True",
        lastTransitionTime: "2025-01-01T00:00:00Z",
        reason: "FailedCreate",
        message: 'pods "web-x" is forbidden: no',
      },
    ]);
    await world.settle();
    expect(await world.pods()).toHaveLength(2);
    expect((await world.get("web")).status?.conditions).toBeUndefined();
  });

  it("RS-41: a template without labels gives no pods and no Event, but a condition", async () => {
    const world = new World();
    const web = await world.create("web");
    const template: NonNullable<ReplicaSet["spec"]>["template"] = { spec: { containers: [] } };
    // No API server accepts such a ReplicaSet, so the read is scripted.
    const unlabelled = { ...web, spec: { ...web.spec, template } };
    world.spy.answer = (call) => (call.verb === "get" ? unlabelled : call.verb === "update" ? call.object : undefined);
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.events.lines).toEqual([]);
    expect(world.spy.count("create Pod")).toBe(0);
    expect(world.spy.calls.at(-1)?.object).toMatchObject({
      status: { conditions: [{ reason: "FailedCreate", message: "unable to create pods, no labels" }] },
    });
  });

  it("RS-44: NotFound while deleting gives no error and no Event; other errors give both, and the first is thrown", async () => {
    const world = new World();
    await world.create("web", { replicas: 3 });
    await world.settle();
    await world.scale("web", 0);
    world.events.lines.length = 0;
    const errors = [
      new StoreError("NotFound", "gone"),
      new StoreError("Forbidden", "first"),
      new StoreError("Forbidden", "second"),
    ];
    world.spy.before = (call) => {
      const error = call.verb === "delete" ? errors.shift() : undefined;
      if (error !== undefined) throw error;
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.events.lines).toEqual([
      "ReplicaSet Warning FailedDelete Error deleting: first",
      "ReplicaSet Warning FailedDelete Error deleting: second",
    ]);
    expect((await world.get("web")).status?.conditions).toMatchObject([
      { type: "ReplicaFailure", reason: "FailedDelete", message: "unable to delete pods: first" },
    ]);
  });

  it("RS-44: deletes concurrently", async () => {
    const world = new World();
    await world.create("web", { replicas: 4 });
    await world.settle();
    await world.scale("web", 0);
    let running = 0;
    let most = 0;
    world.spy.before = async (call) => {
      if (call.verb !== "delete") return;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    await world.tick();
    expect(most).toBe(4);
  });

  it("RS-47: reads the pods of siblings only to choose between pods, and only if it has a controller", async () => {
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d", uid: "d-uid" } };
    const controlled = { ownerReferences: [controllerReference(deployment)] };
    // One list of ReplicaSets belongs to the tick of everything, two lists of pods to the claim.
    const claimOnly = { "list ReplicaSet": 1, "list Pod": 2 };
    for (const [metadata, replicas, reads] of [
      [{}, 2, claimOnly],
      [{}, 0, claimOnly],
      [controlled, 2, { "list ReplicaSet": 2, "list Pod": 3 }],
      [controlled, 4, claimOnly],
      [controlled, 0, claimOnly],
    ] as const) {
      const world = new World();
      await world.create("web", { replicas: 3, metadata });
      await world.settle();
      await world.scale("web", replicas);
      world.spy.forget();
      await world.tick();
      const lists = ["list ReplicaSet", "list Pod"].map((line) => [line, world.spy.count(line)]);
      expect(Object.fromEntries(lists)).toEqual(reads);
    }
  });

  it("RS-47: prefers pods on the node with the most pods of siblings", async () => {
    const world = new World();
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d", uid: "d-uid" } };
    const ownerReferences = [controllerReference(deployment)];
    const fresh = await world.create("new", {
      replicas: 1,
      labels: { app: "d", hash: "new" },
      metadata: { ownerReferences },
    });
    const old = await world.create("old", {
      replicas: 1,
      labels: { app: "d", hash: "old" },
      metadata: { ownerReferences },
    });
    const alone = await world.create("alone", { replicas: 3, labels: { app: "d", hash: "alone" } });
    const ready = async (name: string, owner: Stored<ReplicaSet>, nodeName: string) => {
      const labels = owner.spec?.selector.matchLabels ?? {};
      const pod = await world.createPod(name, { labels, ownerReferences: [controllerReference(owner)] }, nodeName);
      return world.makeReady(pod);
    };
    await ready("a", old, "empty");
    await ready("b", old, "crowded");
    await ready("c", fresh, "crowded");
    for (const name of ["x", "y", "z"]) await ready(name, alone, "empty");
    await world.tick();
    const left = (await world.pods()).filter((pod) => pod.metadata.deletionTimestamp === undefined);
    expect(left.map((pod) => pod.metadata.name)).toEqual(["a", "c", "x", "y", "z"]);
  });
});

describe("reconcile: which pods count", () => {
  it("RS-29: a terminating, failed or succeeded pod is replaced, and not deleted", async () => {
    const world = new World();
    await world.create("web", { replicas: 3 });
    await world.settle();
    const [first, second, third] = (await world.pods()) as [Stored<Pod>, Stored<Pod>, Stored<Pod>];
    await world.patchPod(first, { metadata: { finalizers: ["x.y/hold"] } });
    await world.memory.delete(first, first.metadata);
    await world.setPhase(second, "Failed");
    await world.setPhase(third, "Succeeded");
    world.spy.forget();
    await world.settle();
    expect(await world.pods()).toHaveLength(6);
    expect(await world.podNames()).toEqual(
      expect.arrayContaining([first, second, third].map((pod) => pod.metadata.name)),
    );
    expect(world.spy.count("delete Pod")).toBe(0);
    expect(world.spy.count("patch Pod")).toBe(0);
    expect((await world.get("web")).status?.replicas).toBe(3);
  });

  it("RS-29: a pod with phase Unknown counts", async () => {
    const world = new World();
    await world.create("web", { replicas: 1 });
    await world.settle();
    await world.setPhase((await world.pods())[0] as Stored<Pod>, "Unknown");
    await world.settle();
    expect(await world.pods()).toHaveLength(1);
  });

  it("RS-30, RS-32: adopts matching orphans instead of creating pods, and deletes the surplus", async () => {
    const world = new World();
    for (const name of ["a", "b", "c"]) await world.createPod(name);
    const web = await world.create("web", { replicas: 2 });
    await world.settle();
    expect(world.spy.count("create Pod")).toBe(0);
    const pods = await world.pods();
    expect(pods).toHaveLength(2);
    for (const pod of pods) expect(pod.metadata.ownerReferences).toEqual([controllerReference(web)]);
  });

  it("RS-30: ignores matching pods of other controllers and of other namespaces", async () => {
    const world = new World();
    const other = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "other", uid: "other-uid" } };
    await world.createPod("theirs", { ownerReferences: [controllerReference(other)] });
    await world.createPod("elsewhere", { namespace: "elsewhere" });
    await world.create("web", { replicas: 1 });
    world.spy.before = (call) => {
      if (call.name === "theirs" || call.name === "elsewhere") throw new Error(`touched ${call.name}`);
    };
    await world.settle();
    expect(await world.pods()).toHaveLength(3);
  });

  it("RS-30: becomes the controller of a pod with a plain owner reference to it", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    const { controller: _controller, blockOwnerDeletion: _block, ...mere } = controllerReference(web);
    await world.createPod("a", { ownerReferences: [mere] });
    await world.settle();
    expect((await world.pods()).map((pod) => pod.metadata.ownerReferences)).toEqual([[controllerReference(web)]]);
  });

  it("RS-30, RS-33: releases and replaces a pod whose labels no longer match, and adopts it again when they do", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    const [pod] = (await world.pods()) as [Stored<Pod>];
    await world.patchPod(pod, { metadata: { labels: { app: "aside" } } });
    await world.settle();
    const [released] = await world.pods({ app: "aside" });
    expect(released?.metadata.ownerReferences ?? []).toEqual([]);
    expect(await world.pods({ app: "web" })).toHaveLength(1);
    await world.scale("web", 2);
    await world.patchPod(pod, { metadata: { labels: { app: "web" } } });
    await world.settle();
    const again = (await world.pods()).find((each) => each.metadata.uid === pod.metadata.uid);
    expect(again?.metadata.ownerReferences).toEqual([controllerReference(web)]);
    expect(await world.pods()).toHaveLength(2);
  });

  it("RS-28: a controller reference with the owner's UID but another name or kind is ignored", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.createPod("a", { ownerReferences: [{ ...controllerReference(web), name: "other" }] });
    await world.createPod("b", { ownerReferences: [{ ...controllerReference(web), kind: "StatefulSet" }] });
    await world.settle();
    expect(await world.pods()).toHaveLength(3);
    expect((await world.get("web")).status?.replicas).toBe(1);
  });

  it("RS-34: a failed adoption fails the reconcile before pods are created or the status is written", async () => {
    const world = new World();
    await world.createPod("a");
    await world.create("web", { replicas: 5 });
    failing(world, "patch Pod", () => new StoreError("Conflict", "not now"));
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.writes()).toEqual(["patch Pod"]);
    expect(world.controller.delayedKeys).toBe(1);
  });

  it("RS-30, RS-35: while being deleted it adopts, releases, creates and deletes nothing, but updates its status", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 3, metadata: { finalizers: ["x.y/hold"] } });
    await world.createPod("ours", { ownerReferences: [controllerReference(web)] });
    await world.createPod("unselected", { ownerReferences: [controllerReference(web)], labels: { app: "x" } });
    await world.createPod("orphan");
    await world.memory.delete(web, web.metadata);
    world.spy.forget();
    await world.tick();
    expect(world.writes()).toEqual(["update ReplicaSet/status"]);
    expect((await world.get("web")).status?.replicas).toBe(1);
  });

  it("RS-31: adopts nothing and fails if the owner was deleted since it was read", async () => {
    const world = new World();
    await world.createPod("orphan");
    const web = await world.create("web", { replicas: 3, metadata: { finalizers: ["x.y/hold"] } });
    world.spy.after = async (call) => {
      if (call.verb === "get" && !call.live) await world.memory.delete(web, web.metadata);
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.writes()).toEqual([]);
    expect(world.spy.count("get ReplicaSet live")).toBe(1);
  });
});

describe("reconcile: status", () => {
  it("RS-53: the status counts the pods before any were created; the next reconcile updates it", async () => {
    const world = new World();
    await world.create("web", { replicas: 3 });
    await world.tick();
    expect((await world.get("web")).status).toEqual({ replicas: 0, observedGeneration: 1 });
    await world.tick();
    expect((await world.get("web")).status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
    await world.makeAllReady();
    await world.tick();
    expect((await world.get("web")).status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
  });

  it("RS-56, RS-59: observedGeneration is updated even if no other field changes", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    await world.settle();
    await world.memory.patch(web, web.metadata, { type: "merge", value: { spec: { minReadySeconds: 1 } } });
    await world.settle();
    const { metadata, status } = await world.get("web");
    expect(status?.observedGeneration).toBe(metadata.generation);
    expect(metadata.generation).toBe(2);
  });

  it("RS-59, V-STAT: a failed status write is tried once more after a live read, with the same content", async () => {
    const world = new World();
    await world.create("web", { replicas: 2 });
    await world.settle();
    await world.makeAllReady();
    world.spy.forget();
    failing(world, "update ReplicaSet/status", () => new StoreError("ServiceUnavailable", "no"));
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.summary().slice(-3)).toEqual([
      "update ReplicaSet/status",
      "get ReplicaSet live",
      "update ReplicaSet/status",
    ]);
    const [first, second] = world.spy.calls
      .filter((call) => call.verb === "update")
      .map((call) => (call.object as ReplicaSet).status);
    expect(first).toMatchObject({ readyReplicas: 2 });
    expect(second).toEqual(first);
  });

  it("RS-59, RS-62: after a conflict the same status is written to the newer object, with the reconciled generation", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    let scaled = false;
    world.spy.before = async (call) => {
      if (call.verb !== "update" || scaled) return;
      scaled = true;
      await world.scale("web", 5);
    };
    expect(await world.tick()).toMatchObject({ failed: 0 });
    const { metadata, spec, status } = await world.get("web");
    expect(spec?.replicas).toBe(5);
    expect(metadata.generation).toBe(2);
    expect(status?.observedGeneration).toBe(web.metadata.generation);
    expect(world.spy.count("update ReplicaSet/status")).toBe(2);
  });

  it("RS-59: an error of the read between the two attempts fails the reconcile", async () => {
    const world = new World();
    await world.create("web", { replicas: 0 });
    world.spy.before = (call) => {
      if (call.verb === "update") throw new StoreError("Timeout", "slow");
      if (call.live) throw new StoreError("ServiceUnavailable", "no");
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect(world.spy.count("update ReplicaSet/status")).toBe(1);
  });

  it("RS-3, RS-59: the status of a deleted ReplicaSet is not written to a new one of the same name", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 0 });
    let replaced = false;
    world.spy.before = async (call) => {
      if (call.verb !== "update" || replaced) return;
      replaced = true;
      await world.memory.delete(web, web.metadata);
      await world.create("web", { replicas: 0 });
    };
    expect(await world.tick()).toMatchObject({ failed: 1 });
    expect((await world.get("web")).status?.observedGeneration ?? 0).toBe(0);
  });

  it("RS-61: if both fail, the reconcile throws the status error, and the next one reports the failure", async () => {
    const world = new World();
    const lines: object[] = [];
    const keep = (fields: object) => void lines.push(fields);
    const logger = { debug: keep, info() {}, warn() {}, error: keep };
    const logging = new World({ logger });
    await world.memory.close();
    await logging.create("web", { replicas: 1 });
    logging.spy.before = (call) => {
      if (call.verb === "create") throw new StoreError("Forbidden", "no pod");
      if (call.verb === "update") throw new StoreError("Timeout", "no status");
    };
    await logging.tick();
    expect(lines.map((fields) => (fields as { err?: Error }).err?.message).filter(Boolean)).toEqual(["no status"]);
  });

  it("RS-57: counts terminating pods if enabled: controlled, selected, not terminal", async () => {
    const world = new World({ terminatingReplicas: true });
    const web = await world.create("web", { replicas: 0 });
    const terminatingPod = async (name: string, metadata: Partial<Pod["metadata"]>, phase = "Running") => {
      const pod = await world.createPod(name, { finalizers: ["x.y/hold"], ...metadata });
      await world.setPhase(pod, phase);
      await world.memory.delete(pod, pod.metadata);
    };
    const ownerReferences = [controllerReference(web)];
    await terminatingPod("counts", { ownerReferences });
    await terminatingPod("counts-too", { ownerReferences });
    await terminatingPod("failed", { ownerReferences }, "Failed");
    await terminatingPod("unselected", { ownerReferences, labels: { app: "x" } });
    await terminatingPod("orphan", {});
    let status: ReplicaSet["status"];
    world.spy.before = (call) => {
      if (call.verb === "update") status = (call.object as ReplicaSet).status;
    };
    await world.tick();
    expect(status).toMatchObject({ replicas: 0, terminatingReplicas: 2 });
  });

  it("RS-57: does not count them with 1.34's default", async () => {
    const world = new World();
    await world.create("web", { replicas: 0 });
    await world.settle();
    expect((await world.get("web")).status).not.toHaveProperty("terminatingReplicas");
  });
});

describe("reconcile: missing and invalid ReplicaSets", () => {
  it("RS-26: nothing is done for a deleted ReplicaSet, without an error", async () => {
    const world = new World();
    const web = await world.create("web", { replicas: 1 });
    world.spy.after = async (call) => {
      if (call.verb === "list" && call.kind === "ReplicaSet") await world.memory.delete(web, web.metadata);
    };
    expect(await world.tick()).toMatchObject({ examined: 1, changed: 0, failed: 0 });
    expect(world.writes()).toEqual([]);
  });

  it("RS-27: an invalid selector is logged and not retried", async () => {
    const errors: string[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (_fields: object, message: string) => void errors.push(message),
    };
    const world = new World({ logger });
    const web = await world.create("web");
    const selector = { matchExpressions: [{ key: "app", operator: "Like", values: ["web"] }] };
    const broken = { ...web, spec: { ...web.spec, selector } };
    world.spy.answer = (call) => (call.verb === "get" ? broken : undefined);
    expect(await world.tick()).toMatchObject({ examined: 1, changed: 0, failed: 0 });
    expect(errors).toEqual(["invalid selector"]);
    expect(world.summary()).toEqual(["list ReplicaSet", "get ReplicaSet"]);
    expect(world.controller.delayedKeys).toBe(0);
  });

  it("a failing ReplicaSet does not delay others, and is retried forever", async () => {
    const world = new World({ backoff: { retriesPerSecond: Infinity } });
    await world.create("broken", { replicas: 1 });
    await world.create("fine", { replicas: 1 });
    world.spy.before = (call) => {
      const labels = call.object?.metadata.labels;
      if (call.verb === "create" && labels?.app === "broken") throw new StoreError("Forbidden", "no");
    };
    for (let attempt = 1; attempt <= 30; attempt++) await world.tick();
    expect(await world.pods({ app: "fine" })).toHaveLength(1);
    expect(world.controller.retries).toBe(30);
    expect(world.controller.delayedKeys).toBe(1);
  });
});

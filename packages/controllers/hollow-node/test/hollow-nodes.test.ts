import { nodes, pods } from "@engenho/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNodeRegistrar, createPodLifecycle, hollowNodeLabel, podBehaviourAnnotation } from "../src/index.js";
import { condition, World } from "./world.js";

const podOf = (name: string) => ({ apiVersion: "v1", kind: "Pod", namespace: "ns", name });

describe("hollow nodes", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  afterEach(async () => {
    await world.stop();
    expect(world.clock.pendingTimers, "leaked timers").toBe(0);
  });

  it("are listed in pages", async () => {
    await world.start({ nodes: 501 });
    for (const each of [world.binder, world.lifecycle]) {
      each.scripted.forget();
      await each.restart();
      await world.clock.settle();
      const lists = each.scripted.calls.filter(({ verb, kind }) => verb === "list" && kind === "Node");
      expect(lists.map(({ listOptions }) => listOptions?.limit)).toEqual([500, 500]);
    }
    await world.pod("a", { spec: { nodeName: "hollow-node-500" } });
    await world.clock.settle();
    expect((await world.get("a")).status?.phase).toBe("Running");
  });

  describe("the registrar", () => {
    it("registers the nodes, Ready and with unique addresses", async () => {
      await world.start({ nodes: 3 });
      const nodes = await world.nodes();
      expect(nodes.map((node) => node.metadata.name)).toEqual(["hollow-node-0", "hollow-node-1", "hollow-node-2"]);
      for (const node of nodes) {
        expect(node.status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
        expect(node.status?.allocatable?.pods).toBe("10");
      }
      expect(new Set(nodes.map((node) => node.status?.addresses?.[0]?.address)).size).toBe(3);
    });

    it("keeps them Ready: repairs a condition at once, and sends a heartbeat every five minutes", async () => {
      await world.start();
      const [node] = await world.nodes();
      await world.store.update(
        { ...node, status: { ...node?.status, conditions: [{ type: "Ready", status: "False" }] } } as never,
        { subresource: "status" },
      );
      await world.clock.settle();
      const ready = async () => (await world.nodes())[0]?.status?.conditions?.find(({ type }) => type === "Ready");
      expect((await ready())?.status).toBe("True");
      const before = await ready();
      await world.clock.advance(300_000);
      expect((await ready())?.lastHeartbeatTime).not.toBe(before?.lastHeartbeatTime);
      expect((await ready())?.lastTransitionTime).toBe(before?.lastTransitionTime);
    });

    it("writes nothing between heartbeats", async () => {
      await world.start();
      const version = (await world.store.list(nodes)).resourceVersion;
      await world.clock.advance(299_000);
      expect((await world.store.list(nodes)).resourceVersion).toBe(version);
    });

    it("does not recreate a Node that a user deleted, and removes its pods", async () => {
      await world.start({ nodes: 1 });
      await world.pod("a");
      await world.clock.settle();
      const [node] = await world.nodes();
      if (node !== undefined) await world.remove(node);
      expect(await world.nodes()).toEqual([]);
      expect(await world.pods()).toEqual([]);
    });

    const nodeAgain = (labels: Record<string, string>) =>
      world.store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "hollow-node-0", labels } });

    it.each<[string, Record<string, string>]>([
      ["without its label", { zone: "a" }],
      ["with its label", { "engenho.dev/hollow-node": "true" }],
      ["with another value of its label", { "engenho.dev/hollow-node": "no" }],
    ])("H16: a Node that is made again %s is adopted: Ready, and its pods start", async (_title, labels) => {
      await world.start({ nodes: 1 });
      const [node] = await world.nodes();
      if (node !== undefined) await world.remove(node);
      await world.pod("before", { spec: { nodeName: "other" } });
      await nodeAgain(labels);
      await world.pod("a");
      await world.clock.settle();
      const [again] = await world.nodes();
      expect(again?.metadata.labels).toMatchObject({ ...labels, "engenho.dev/hollow-node": "true" });
      expect(again?.status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
      const pod = await world.get("a");
      expect(condition(pod, "Ready")).toBe("True");
      expect(pod.status?.hostIP).toBe(again?.status?.addresses?.[0]?.address);
    });

    it("H16: restores the label if a user removes it, and pods bound in the meantime start", async () => {
      await world.start({ nodes: 1 });
      await world.patchNode("hollow-node-0", { metadata: { labels: { "engenho.dev/hollow-node": null } } });
      await world.pod("a");
      await world.clock.settle();
      expect(condition(await world.get("a"), "Ready")).toBe("True");
    });

    it.each([{ nodes: -1 }, { nodes: 1.5 }, { podCapacity: Number.NaN }])("rejects %j", async (options) => {
      expect(() => createNodeRegistrar({ store: world.store, ...options })).toThrow(RangeError);
    });
  });

  describe("the binder", () => {
    it("distributes pending pods over the nodes, and records Events", async () => {
      await world.start({ nodes: 2 });
      for (const name of ["a", "b", "c", "d"]) await world.pod(name);
      await world.clock.settle();
      const places = (await world.pods()).map((pod) => pod.spec?.nodeName);
      expect(places.filter((name) => name === "hollow-node-0")).toHaveLength(2);
      expect(places.filter((name) => name === "hollow-node-1")).toHaveLength(2);
      expect(await world.events()).toContain("Scheduled: Successfully assigned ns/a to hollow-node-0");
    });

    it("respects the pod capacity of nodes, reports it, and binds when capacity becomes available", async () => {
      await world.start({ nodes: 1, podCapacity: 1 });
      const first = await world.pod("a");
      await world.clock.settle();
      await world.pod("b");
      await world.clock.settle();
      const waiting = await world.get("b");
      expect(waiting.spec?.nodeName).toBeUndefined();
      expect(waiting.status?.conditions?.find(({ type }) => type === "PodScheduled")).toMatchObject({
        status: "False",
        reason: "Unschedulable",
        message: "0/1 nodes are available: 1 Too many pods.",
      });
      await world.remove(first);
      expect((await world.get("b")).spec?.nodeName).toBe("hollow-node-0");
    });

    const zone = { metadata: { labels: { zone: "a" } } };
    const taint = { spec: { taints: [{ key: "team", value: "x", effect: "NoSchedule" }] } };
    const affinity = (operator: string, values?: string[]) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "zone", operator, ...(values === undefined ? {} : { values }) }] },
            ],
          },
        },
      },
    });

    it.each<[string, object, object, boolean]>([
      ["a nodeSelector that matches", zone, { nodeSelector: { zone: "a" } }, true],
      ["a nodeSelector that does not", zone, { nodeSelector: { zone: "b" } }, false],
      ["a required node affinity that matches", zone, affinity("In", ["a", "b"]), true],
      ["a required node affinity that does not", zone, affinity("NotIn", ["a"]), false],
      ["an affinity to the absence of a label", zone, affinity("DoesNotExist"), false],
      ["a taint that is not tolerated", taint, {}, false],
      ["a taint that is tolerated", taint, { tolerations: [{ key: "team", value: "x", effect: "NoSchedule" }] }, true],
      ["a taint whose value is not tolerated", taint, { tolerations: [{ key: "team", value: "y" }] }, false],
      ["a taint that is tolerated with any value", taint, { tolerations: [{ key: "team", operator: "Exists" }] }, true],
      ["an unschedulable node", { spec: { unschedulable: true } }, {}, false],
      ["scheduling gates", {}, { schedulingGates: [{ name: "wait" }] }, false],
      ["another scheduler", {}, { schedulerName: "mine" }, false],
    ])("respects %s", async (_, node, spec, bound) => {
      await world.start({ nodes: 1 });
      await world.patchNode("hollow-node-0", node);
      await world.pod("a", { spec });
      await world.clock.settle();
      expect((await world.get("a")).spec?.nodeName).toBe(bound ? "hollow-node-0" : undefined);
    });

    it("binds a pending pod when a node becomes feasible", async () => {
      await world.start({ nodes: 1 });
      await world.pod("a", { spec: { nodeSelector: { zone: "a" } } });
      await world.clock.settle();
      expect((await world.get("a")).spec?.nodeName).toBeUndefined();
      await world.patchNode("hollow-node-0", zone);
      expect((await world.get("a")).spec?.nodeName).toBe("hollow-node-0");
    });

    it("counts a pod whose binding returned an error but took effect", async () => {
      await world.start({ nodes: 1, podCapacity: 1 });
      // The watch event arrives before the error.
      world.binder.scripted.after = async ({ subresource }) => {
        if (subresource === "binding") for (let turns = 0; turns < 5; turns++) await world.clock.turn();
      };
      world.binder.scripted.inject({ type: "lose-answer", code: "Timeout" });
      await world.pod("a");
      await world.clock.advance(5_000);
      await world.pod("b");
      await world.clock.advance(5_000);
      expect((await world.pods()).map((pod) => pod.spec?.nodeName)).toEqual(["hollow-node-0", undefined]);
    });

    it("after a failed binding and the deletion of the pod, binds a pending pod instead", async () => {
      await world.start({ nodes: 1, podCapacity: 1 });
      world.binder.scripted.inject({ type: "refuse", code: "Conflict" });
      const first = await world.pod("a");
      await world.pod("b");
      await world.clock.settle();
      expect((await world.pods()).map((pod) => pod.spec?.nodeName)).toEqual([undefined, undefined]);
      await world.remove(first);
      expect((await world.get("b")).spec?.nodeName).toBe("hollow-node-0");
    });

    it("after a failed binding of a pod that may no longer be bound, binds a pending pod instead", async () => {
      await world.start({ nodes: 1, podCapacity: 1 });
      world.binder.scripted.inject({ type: "refuse", code: "Conflict" });
      const first = await world.pod("a");
      await world.pod("b");
      await world.clock.settle();
      await world.store.update({ ...first, status: { phase: "Failed" } } as never, { subresource: "status" });
      await world.clock.advance(5_000);
      expect((await world.get("b")).spec?.nodeName).toBe("hollow-node-0");
    });

    it("updates the condition of pending pods when the last node is deleted", async () => {
      await world.start({ nodes: 1, podCapacity: 0 });
      await world.pod("a");
      await world.clock.settle();
      const [node] = await world.nodes();
      if (node !== undefined) await world.remove(node);
      const condition = (await world.get("a")).status?.conditions?.find(({ type }) => type === "PodScheduled");
      expect(condition?.message).toBe("no nodes available to schedule pods");
    });

    it("ignores pods with a nodeName", async () => {
      await world.start();
      await world.pod("a", { spec: { nodeName: "hollow-node-1" } });
      await world.clock.settle();
      expect((await world.get("a")).status?.phase).toBe("Running");
      expect(await world.events()).toEqual([]);
    });
  });

  describe("the pod lifecycle", () => {
    it("pods that become ready in the same second share one list of conditions", async () => {
      await world.start({ nodes: 1 });
      await world.pod("a");
      await world.pod("b");
      await world.clock.settle();
      await world.clock.advance(5_000);
      await world.pod("c");
      await world.clock.settle();
      const [a, b, c] = (await world.pods()).map((pod) => pod.status?.conditions);
      expect(a?.find(({ type }) => type === "Ready")?.status).toBe("True");
      expect(b).toBe(a);
      expect(c).not.toEqual(a);
    });

    it("makes pods Running and Ready, with container statuses and a unique IP", async () => {
      await world.start();
      await world.pod("a", { spec: { initContainers: [{ name: "setup", image: "busybox" }] } });
      await world.pod("b");
      await world.clock.settle();
      const pod = await world.get("a");
      expect(pod.status).toMatchObject({
        phase: "Running",
        hostIP: "172.16.0.2",
        containerStatuses: [{ name: "main", ready: true, started: true, restartCount: 0, image: "nginx:1" }],
        initContainerStatuses: [
          {
            name: "setup",
            ready: true,
            containerID: `hollow://${pod.metadata.uid}/setup`,
            state: {
              terminated: { exitCode: 0, reason: "Completed", containerID: `hollow://${pod.metadata.uid}/setup` },
            },
          },
        ],
      });
      for (const type of ["Initialized", "Ready", "ContainersReady", "PodScheduled"])
        expect(condition(pod, type), type).toBe("True");
      expect(pod.status?.podIP).toMatch(/^10\.\d+\.\d+\.\d+$/);
      expect(pod.status?.podIPs).toEqual([{ ip: pod.status?.podIP }]);
      expect((await world.get("b")).status?.podIP).not.toBe(pod.status?.podIP);
    });

    it("reports the generation and the resources of containers, and a resize takes effect at once", async () => {
      await world.start();
      const resources = { requests: { cpu: "100m" }, limits: { cpu: "1" } };
      await world.pod("a", { spec: { containers: [{ name: "main", image: "nginx:1", resources }] } });
      await world.clock.settle();
      const { metadata, status } = await world.get("a");
      expect(status).toMatchObject({ observedGeneration: 1, containerStatuses: [{ resources }] });
      expect(status?.conditions?.map(({ observedGeneration }) => observedGeneration)).toEqual([1, 1, 1, 1, 1]);

      const more = { requests: { cpu: "200m" }, limits: { cpu: "1" } };
      const value = { spec: { containers: [{ name: "main", resources: more }] } };
      await world.store.patch(pods, metadata, { type: "strategic", value }, { subresource: "resize" });
      await world.clock.settle();
      const resized = await world.get("a");
      expect(resized.metadata.generation).toBe(2);
      expect(resized.status).toMatchObject({
        observedGeneration: 2,
        containerStatuses: [{ resources: more, restartCount: 0 }],
      });
    });

    it("makes pods Ready podStartupMs after the binding", async () => {
      await world.start({ podStartupMs: 3_000 });
      await world.pod("a");
      await world.clock.advance(2_999);
      expect((await world.get("a")).status?.phase).toBe("Pending");
      expect((await world.get("a")).spec?.nodeName).toBeDefined();
      await world.clock.advance(1);
      expect(condition(await world.get("a"), "Ready")).toBe("True");
    });

    it("removes deleted pods within their grace period, unless they have finalizers", async () => {
      await world.start();
      const plain = await world.pod("a");
      const held = await world.pod("b", { finalizers: ["example.com/wait"] });
      await world.clock.settle();
      await world.remove(plain);
      await world.remove(held);
      expect((await world.pods()).map((pod) => pod.metadata.name)).toEqual(["b"]);
      expect((await world.get("b")).metadata.deletionGracePeriodSeconds).toBe(0);
    });

    it("terminates a deleted pod with finalizers: Succeeded, not Ready, with terminated containers", async () => {
      await world.start();
      const sidecar = { name: "sidecar", image: "envoy", restartPolicy: "Always" };
      const held = await world.pod("a", { finalizers: ["example.com/wait"], spec: { initContainers: [sidecar] } });
      await world.clock.settle();
      const { podIP } = (await world.get("a")).status ?? {};
      await world.clock.advance(5_000);
      await world.remove(held);
      const ended = { exitCode: 0, reason: "Completed", startedAt: "2025-01-01T00:00:00Z" };
      const terminated = { ...ended, finishedAt: "2025-01-01T00:00:05Z" };
      const { metadata, status } = await world.get("a");
      expect(metadata.deletionGracePeriodSeconds).toBe(0);
      expect(status).toMatchObject({
        phase: "Succeeded",
        podIP,
        containerStatuses: [{ name: "main", ready: false, started: false, state: { terminated } }],
        initContainerStatuses: [{ name: "sidecar", ready: false, state: { terminated } }],
      });
      for (const type of ["Ready", "ContainersReady"]) {
        const found = status?.conditions?.find((each) => each.type === type);
        expect(found).toMatchObject({ status: "False", reason: "PodCompleted" });
      }
      await world.store.patch(pods, podOf("a"), { type: "merge", value: { metadata: { finalizers: null } } });
      await world.clock.settle();
      expect(await world.pods()).toEqual([]);
    });

    it("the phase of a deleted pod whose containers kept failing, or never ran, is Failed", async () => {
      await world.start({ podStartupMs: 3_000 });
      const finalizers = ["example.com/wait"];
      const crashing = await world.pod("a", { finalizers, annotations: { [podBehaviourAnnotation]: "crash" } });
      await world.clock.advance(20_000);
      const starting = await world.pod("b", { finalizers });
      await world.clock.settle();
      await world.remove(crashing);
      await world.remove(starting);
      for (const [name, exitCode] of Object.entries({ a: 1, b: 137 })) {
        const { status } = await world.get(name);
        expect(status).toMatchObject({ phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode } } }] });
        const ready = status?.conditions?.find((each) => each.type === "Ready");
        expect(ready).toMatchObject({ status: "False", reason: "PodFailed" });
      }
      const { resourceVersion } = await world.store.list(pods);
      await world.clock.advance(60_000);
      expect((await world.store.list(pods)).resourceVersion).toBe(resourceVersion);
    });

    it("also terminates a force-deleted pod with finalizers", async () => {
      await world.start();
      await world.pod("a", { finalizers: ["example.com/wait"] });
      await world.clock.settle();
      await world.store.delete(pods, podOf("a"), { gracePeriodSeconds: 0 });
      await world.clock.settle();
      expect((await world.get("a")).status?.phase).toBe("Succeeded");
    });

    it.each(["run", "crash"])(
      "reports an ephemeral container as running, in a pod with behaviour %s",
      async (behaviour) => {
        await world.start();
        await world.pod("a", { annotations: { [podBehaviourAnnotation]: behaviour } });
        await world.clock.advance(2_000);
        const pod = await world.get("a");
        const ephemeralContainers = [{ name: "debugger", image: "busybox", targetContainerName: "main" }];
        await world.store.update({ ...pod, spec: { ...pod.spec, ephemeralContainers } } as typeof pod, {
          subresource: "ephemeralcontainers",
        });
        await world.clock.settle();
        const { status } = await world.get("a");
        expect(status?.ephemeralContainerStatuses).toMatchObject([
          {
            name: "debugger",
            image: "busybox",
            ready: false,
            restartCount: 0,
            state: { running: { startedAt: "2025-01-01T00:00:02Z" } },
          },
        ]);
        const { resourceVersion } = (await world.get("a")).metadata;
        await world.clock.advance(1_000);
        expect((await world.get("a")).metadata.resourceVersion).toBe(resourceVersion);
      },
    );

    it("does not reuse a released IP until all others have been used", async () => {
      await world.start();
      const pod = await world.pod("a");
      await world.clock.settle();
      const { podIP } = (await world.get("a")).status ?? {};
      await world.remove(pod);
      await world.pod("a");
      await world.clock.settle();
      expect((await world.get("a")).status?.podIP).not.toBe(podIP);
    });

    it("never-ready: Running, but not Ready", async () => {
      await world.start();
      await world.pod("a", { annotations: { [podBehaviourAnnotation]: "never-ready" } });
      await world.clock.advance(60_000);
      const pod = await world.get("a");
      expect(pod.status?.phase).toBe("Running");
      expect(condition(pod, "Ready")).toBe("False");
      expect(pod.status?.containerStatuses?.[0]?.ready).toBe(false);
    });

    it("fail: the pod fails after a second", async () => {
      await world.start();
      await world.pod("a", { annotations: { [podBehaviourAnnotation]: "fail" } });
      await world.clock.advance(999);
      expect((await world.get("a")).status?.phase).toBe("Pending");
      await world.clock.advance(1);
      const pod = await world.get("a");
      expect(pod.status?.phase).toBe("Failed");
      expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 1, reason: "Error" });
    });

    it("crash: restarts with an increasing backoff and is never Ready", async () => {
      await world.start();
      await world.pod("a", { annotations: { [podBehaviourAnnotation]: "crash" } });
      await world.clock.settle();
      const restarts = async () => (await world.get("a")).status?.containerStatuses?.[0]?.restartCount;
      expect((await world.get("a")).status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe("CrashLoopBackOff");
      expect(await restarts()).toBe(0);
      await world.clock.advance(10_000);
      expect(await restarts()).toBe(1);
      await world.clock.advance(20_000);
      expect(await restarts()).toBe(2);
      expect(condition(await world.get("a"), "Ready")).toBe("False");
    });

    it("keeps the conditions of readiness gates, and is Ready only when they are True", async () => {
      await world.start();
      await world.pod("a", { spec: { readinessGates: [{ conditionType: "example.com/gate" }] } });
      await world.clock.settle();
      const pod = await world.get("a");
      expect(condition(pod, "ContainersReady")).toBe("True");
      expect(condition(pod, "Ready")).toBe("False");
      const conditions = [...(pod.status?.conditions ?? []), { type: "example.com/gate", status: "True" }];
      await world.store.update({ ...pod, status: { ...pod.status, conditions } } as never, { subresource: "status" });
      await world.clock.settle();
      expect(condition(await world.get("a"), "Ready")).toBe("True");
      expect(condition(await world.get("a"), "example.com/gate")).toBe("True");
    });

    it("restarts a container whose image was updated", async () => {
      await world.start();
      await world.pod("a");
      await world.clock.settle();
      await world.store.patch(
        pods,
        { namespace: "ns", name: "a" },
        { type: "json", value: [{ op: "replace", path: "/spec/containers/0/image", value: "nginx:2" }] },
      );
      await world.clock.settle();
      expect((await world.get("a")).status?.containerStatuses).toMatchObject([
        { image: "nginx:2", restartCount: 1, ready: true },
      ]);
    });

    it.each([
      ["a hollow node", { [hollowNodeLabel]: "true" }, "Running"],
      ["another node", {}, "Pending"],
    ])("does not remove a pod of %s before the first event of the node", async (_, labels, phase) => {
      await world.start({ nodes: 0 });
      let listed = false;
      world.lifecycle.scripted.after = async ({ verb, kind }) => {
        if (listed || verb !== "list" || kind !== "Node") return;
        listed = true;
        await world.store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "new", labels } });
        await world.pod("a", { spec: { nodeName: "new" } });
      };
      await world.lifecycle.restart();
      await world.clock.settle();
      expect((await world.get("a")).status?.phase).toBe(phase);
    });

    it("retries to remove a pod after a conflict", async () => {
      await world.start();
      const pod = await world.pod("a");
      await world.clock.settle();
      world.lifecycle.scripted.inject({ type: "refuse", code: "Conflict" });
      await world.remove(pod);
      await world.clock.advance(1_000);
      expect(await world.pods()).toEqual([]);
    });

    it("ignores pods on other nodes", async () => {
      await world.start();
      await world.store.create({ apiVersion: "v1", kind: "Node", metadata: { name: "real" } });
      await world.pod("a", { spec: { nodeName: "real" } });
      await world.clock.settle();
      expect((await world.get("a")).status?.phase).toBe("Pending");
    });

    it("repairs a status that another client has written, repeatedly", async () => {
      await world.start();
      await world.pod("a");
      for (let round = 0; round < 2; round++) {
        await world.clock.settle();
        const pod = await world.get("a");
        const conditions = pod.status?.conditions?.map((each) => ({ ...each, status: "False" }));
        await world.store.update({ ...pod, status: { ...pod.status, conditions } } as never, { subresource: "status" });
        await world.clock.settle();
        expect(condition(await world.get("a"), "Ready")).toBe("True");
      }
    });

    it("does not remove pods during a tick of everything", async () => {
      await world.start();
      const slowLists = { ...world.store, list: (...args: Parameters<typeof world.store.list>) => later(...args) };
      const later = async (...args: Parameters<typeof world.store.list>) => {
        await world.clock.turn();
        return world.store.list(...args);
      };
      const lifecycle = createPodLifecycle({ store: slowLists as never, clock: world.clock });
      const { signal } = new AbortController();
      const everything = { type: "everything", reason: "requested" } as const;
      const first = lifecycle.tick(everything, signal);
      await world.clock.settle();
      await first;
      await world.pod("a");
      await world.clock.settle();
      const object = await world.get("a");
      const changes = [{ type: "ADDED", object }] as const;
      const ticks = [lifecycle.tick({ type: "changes", changes }, signal), lifecycle.tick(everything, signal)];
      await world.clock.settle();
      await Promise.all(ticks);
      expect((await world.pods()).map((pod) => pod.metadata.uid)).toEqual([object.metadata.uid]);
    });

    it("rejects an invalid startup time", () => {
      expect(() => createPodLifecycle({ store: world.store, podStartupMs: -1 })).toThrow(/podStartupMs: -1/);
    });
  });
});

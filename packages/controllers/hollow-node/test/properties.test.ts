import {
  isPodReady,
  isPodTerminal,
  isStoreError,
  type Pod,
  type Stored,
  type Watch,
  type WatchEvent,
} from "@engenho/core";
import type { StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { podBehaviourAnnotation } from "../src/index.js";
import { World } from "./world.js";

const nodes = 2;
const podCapacity = 3;
const finalizer = "example.com/wait";
const behaviours = ["run", "run", "run", "fail", "never-ready"] as const;
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;

type Step =
  | { readonly type: "create"; readonly behaviour: (typeof behaviours)[number]; readonly held: boolean }
  | { readonly type: "delete" | "release" | "unready" | "fail" | "replace"; readonly pod: number }
  | { readonly type: "cordon"; readonly node: number; readonly unschedulable: boolean }
  | { readonly type: "remove-node"; readonly node: number }
  | { readonly type: "restart"; readonly process: number }
  /** A fault of a future write of one of the controllers. */
  | { readonly type: "fault"; readonly process: number; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "rest"; readonly ms: number };

const pod = fc.nat({ max: 12 });
const node = fc.nat({ max: nodes - 1 });
const process = fc.nat({ max: 2 });
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("create"),
      behaviour: fc.constantFrom(...behaviours),
      held: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constantFrom("delete", "delete", "release", "unready", "fail"), pod }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("replace"), pod }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("cordon"), node, unschedulable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("remove-node"), node }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart"), process }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("fault"), process, fault, afterWrites: fc.nat({ max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("rest"), ms: fc.constantFrom(0, 0, 500, 2_000) }) },
) as fc.Arbitrary<Step>;

/** Fails when a node has more pods than its capacity, or when a pod is deleted without a reason. */
class Judge {
  readonly faults: string[] = [];
  /** UIDs of pods that a user has deleted. */
  readonly deletedByUser = new Set<string>();
  readonly #places = new Map<string, string>();
  readonly #nodes = new Set<string>();
  /** UIDs of pods whose Node was deleted at some time: they are removed, even if it was created again. */
  readonly #homeless = new Set<string>();
  readonly #watch: Watch;

  constructor(world: World) {
    this.#watch = world.store.watch();
  }

  async run(): Promise<void> {
    for await (const signal of this.#watch) {
      if (signal.type === "lagged") this.faults.push("the test's own watch lagged");
      else for (const event of signal.events) this.#follow(event);
    }
  }

  close(): void {
    this.#watch.close();
  }

  #follow({ type, object }: WatchEvent): void {
    const { name, uid } = object.metadata;
    if (object.kind === "Node") {
      if (type !== "DELETED") this.#nodes.add(name);
      else {
        this.#nodes.delete(name);
        for (const [pod, place] of this.#places) if (place === name) this.#homeless.add(pod);
      }
    }
    if (object.kind !== "Pod") return;
    const nodeName = (object as Pod).spec?.nodeName ?? "";
    if (type === "DELETED" || isPodTerminal(object as Pod)) this.#places.delete(uid);
    else if (nodeName !== "") this.#places.set(uid, nodeName);
    if (nodeName !== "" && !this.#nodes.has(nodeName)) this.#homeless.add(uid);
    const taken = [...this.#places.values()].filter((each) => each === nodeName).length;
    if (taken > podCapacity) this.faults.push(`${nodeName} has ${taken} pods`);
    if (type === "DELETED" && !this.deletedByUser.has(uid) && !this.#homeless.has(uid)) {
      this.faults.push(`${name} was removed without a reason`);
    }
  }
}

class History {
  readonly world = new World();
  readonly judge = new Judge(this.world);
  #pods = 0;

  async take(next: Step): Promise<void> {
    const { world } = this;
    switch (next.type) {
      case "create":
        await world.pod(`pod-${this.#pods++}`, {
          annotations: next.behaviour === "run" ? {} : { [podBehaviourAnnotation]: next.behaviour },
          finalizers: next.held ? [finalizer] : [],
        });
        return;
      case "cordon":
      case "remove-node":
        return this.#toNode(next);
      case "restart":
        return world.processes[next.process]?.restart();
      case "fault":
        world.processes[next.process]?.scripted.inject(next.fault, next.afterWrites);
        return;
      case "rest":
        return world.clock.advance(next.ms);
      default:
        // It may be deleted in the meantime.
        await this.#toPod(next).catch((error: unknown) => {
          if (!isStoreError(error, "NotFound")) throw error;
        });
    }
  }

  async #toPod({ type, pod: number }: Extract<Step, { pod: number }>): Promise<void> {
    const { store } = this.world;
    const pods = await this.world.pods();
    const chosen = pods[number % Math.max(1, pods.length)];
    if (chosen === undefined) return;
    switch (type) {
      case "replace":
      case "delete": {
        this.judge.deletedByUser.add(chosen.metadata.uid);
        const now = type === "replace" ? { gracePeriodSeconds: 0 } : {};
        const { type: result } = await store.delete(chosen, chosen.metadata, now);
        // Another pod of the same name, before the deletion is observed.
        if (type === "replace" && result === "deleted") await this.world.pod(chosen.metadata.name);
        return;
      }
      case "release":
        await store.patch(chosen, chosen.metadata, { type: "merge", value: { metadata: { finalizers: null } } });
        return;
      case "unready": {
        const conditions = chosen.status?.conditions?.map((each) => ({ ...each, status: "False" })) ?? [];
        await this.#patchStatus(chosen, { conditions });
        return;
      }
      case "fail":
        await this.#patchStatus(chosen, { phase: "Failed" });
    }
  }

  async #patchStatus(object: Stored<Pod>, status: object): Promise<void> {
    const patch = { type: "merge", value: { status } } as const;
    await this.world.store.patch(object, object.metadata, patch, { subresource: "status" });
  }

  async #toNode(next: Extract<Step, { node: number }>): Promise<void> {
    const { store } = this.world;
    const found = (await this.world.nodes()).find(({ metadata }) => metadata.name === `hollow-node-${next.node}`);
    if (found === undefined) return;
    if (next.type === "remove-node") await store.delete(found, found.metadata);
    else await this.#cordon(found.metadata.name, next.unschedulable);
  }

  async #cordon(name: string, unschedulable: boolean): Promise<void> {
    const value = { spec: { unschedulable } };
    await this.world.store.patch({ apiVersion: "v1", kind: "Node" }, { name }, { type: "merge", value });
  }

  /** From here on nothing fails or blocks. */
  async makePeace(): Promise<void> {
    for (const each of this.world.processes) each.scripted.withdrawFaults();
    for (const { metadata } of await this.world.nodes()) await this.#cordon(metadata.name, false);
    await this.world.clock.advance(120_000);
  }
}

/** Every pod has the expected node and status. */
async function check(world: World): Promise<void> {
  const names = new Set((await world.nodes()).map(({ metadata }) => metadata.name));
  const pods = await world.pods();
  const addresses: string[] = [];
  const room = new Map([...names].map((name) => [name, podCapacity]));
  for (const each of pods) {
    const { name, deletionTimestamp, finalizers = [] } = each.metadata;
    const nodeName = each.spec?.nodeName ?? "";
    if (nodeName !== "" && !isPodTerminal(each)) room.set(nodeName, (room.get(nodeName) ?? 0) - 1);
    const isGoing = deletionTimestamp !== undefined;
    if (isGoing) expect(finalizers, `${name} still exists`).toContain(finalizer);
    if (isGoing || nodeName === "" || isPodTerminal(each)) continue;
    expect(names, `the node of ${name}`).toContain(nodeName);
    addresses.push(each.status?.podIP ?? "none");
    const behaviour = each.metadata.annotations?.[podBehaviourAnnotation] ?? "run";
    expect(behaviour, `${name} should have failed`).not.toBe("fail");
    expect(each.status?.phase, name).toBe("Running");
    expect(isPodReady(each), name).toBe(behaviour === "run");
  }
  expect(addresses).not.toContain("none");
  expect(new Set(addresses).size, "unique IPs").toBe(addresses.length);
  const pending = pods.filter(
    (each) =>
      (each.spec?.nodeName ?? "") === "" && each.metadata.deletionTimestamp === undefined && !isPodTerminal(each),
  );
  const free = [...room.values()].reduce((sum, each) => sum + Math.max(0, each), 0);
  if (free > 0) expect(pending.map(({ metadata }) => metadata.name)).toEqual([]);
}

describe("hollow nodes, with any history of pods, nodes, failed writes and crashes", () => {
  it("never exceed their capacity, remove only what has to be removed, start all pods, and become idle", async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 35, size: "max" }), async (steps) => {
      const history = new History();
      const { world, judge } = history;
      const judged = judge.run();
      await world.start({ nodes, podCapacity, podStartupMs: 100, heartbeatIntervalMs: 1e9 });
      for (const next of steps) await history.take(next);
      await history.makePeace();
      await check(world);
      for (const each of world.processes) each.scripted.forget();
      for (const each of world.processes.slice(1)) await each.restart();
      await world.clock.advance(120_000);
      expect(
        world.processes.flatMap((each) => each.scripted.takeWrites()),
        "settled",
      ).toEqual([]);
      await world.stop();
      judge.close();
      await judged;
      expect(judge.faults).toEqual([]);
    });
    await fc.assert(property);
  });
});

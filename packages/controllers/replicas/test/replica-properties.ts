import { controllerOf, isPodActive, isPodReady, type Watch, type WatchEvent } from "@engenho/core";
import type { StoreCall, StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { expect } from "vitest";
import type { ReplicaControllerOptions, ReplicaOwner } from "../src/index.js";
import type { ReplicaWorld } from "./replica-world.js";

/** Two owners that compete for the same pods, and a separate one. */
const owners = { one: { app: "web" }, two: { app: "web" }, apart: { app: "apart" } } as const;
const names = Object.keys(owners) as (keyof typeof owners)[];

/** An event in a history, between or during reconciles. */
type Step =
  | { readonly do: "tick" | "restart" | "make-orphan" }
  | { readonly do: "scale"; readonly name: keyof typeof owners; readonly replicas: number }
  | { readonly do: "recreate"; readonly name: keyof typeof owners }
  | { readonly do: "delete-pod" | "hold-pod" | "fail-pod" | "ready-pod" | "relabel-pod"; readonly pod: number }
  /** A fault of one of the writes of a tick. After a crash a new controller takes over. */
  | { readonly do: "disturb"; readonly fault: StoreFault; readonly after: number }
  | { readonly do: "wait"; readonly seconds: number };

const name = fc.constantFrom(...names);
const pod = fc.nat(20);
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("tick", "restart", "make-orphan") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("scale"), name, replicas: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("recreate"), name }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("delete-pod", "hold-pod", "fail-pod", "ready-pod", "relabel-pod"),
      pod,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("disturb"), fault, after: fc.nat(6) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.nat(20) }) },
) as fc.Arbitrary<Step>;

/** Makes the world in which a history takes place. */
export type NewWorld = (options: Partial<ReplicaControllerOptions>) => ReplicaWorld<ReplicaOwner>;

class History {
  readonly world: ReplicaWorld<ReplicaOwner>;
  readonly #watch: Watch;
  #orphans = 0;

  constructor(newWorld: NewWorld) {
    this.world = newWorld({ backoff: { retriesPerSecond: Infinity }, burst: 3 });
    this.#watch = this.world.memory.watch();
  }

  async begin(): Promise<void> {
    for (const each of names) {
      await this.world.create(each, {
        replicas: 2,
        labels: owners[each],
        minReadySeconds: each === "apart" ? 5 : 0,
      });
    }
  }

  async take(happening: Step): Promise<void> {
    const { world } = this;
    switch (happening.do) {
      case "tick":
        await world.tick();
        return;
      case "restart":
        return world.restart();
      case "make-orphan":
        await world.createPod(`orphan-${++this.#orphans}`);
        return;
      case "scale":
        await world.scale(happening.name, happening.replicas);
        return;
      case "recreate":
        // Explicit, because by default the pods of a ReplicationController are orphaned, which needs a garbage collector.
        await world.delete(happening.name);
        await world.create(happening.name, { replicas: 1, labels: owners[happening.name] });
        return;
      case "disturb":
        return this.#disturb(happening);
      case "wait":
        return world.clock.advance(happening.seconds * 1000);
      default:
        return this.#toPod(happening.do, happening.pod);
    }
  }

  /** Ticks once with a controller some of whose writes fail; afterwards the faults are removed. */
  async #disturb({ fault, after }: Extract<Step, { do: "disturb" }>): Promise<void> {
    const { world } = this;
    world.spy.inject(fault, after);
    await world.tick();
    world.spy.withdrawFaults();
    if (world.spy.crashed) await world.restart();
  }

  async #toPod(what: Extract<Step, { pod: number }>["do"], index: number): Promise<void> {
    const { world } = this;
    const pods = await world.pods();
    const chosen = pods[index % Math.max(pods.length, 1)];
    if (chosen === undefined) return;
    switch (what) {
      case "delete-pod":
        await world.memory.delete(chosen, chosen.metadata);
        return;
      case "hold-pod":
        if (chosen.metadata.deletionTimestamp === undefined) {
          await world.patchPod(chosen, { metadata: { finalizers: ["x.y/hold"] } });
        }
        return;
      case "fail-pod":
        await world.setPhase(chosen, "Failed");
        return;
      case "ready-pod":
        await world.makeReady(chosen);
        return;
      case "relabel-pod":
        await world.patchPod(chosen, {
          metadata: { labels: { app: chosen.metadata.labels?.app === "web" ? "apart" : "web" } },
        });
        return;
    }
  }

  /** Every commit so far. */
  async commits(): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    // The last commit is made here, so that the loop ends.
    await this.world.createPod("the-end", { labels: { app: "end" } });
    for (;;) {
      const signal = await this.#watch.next();
      if (signal?.type !== "events") throw new Error(`unexpected ${signal?.type}`);
      events.push(...signal.events);
      if (events.some((event) => event.object.metadata.name === "the-end")) return events;
    }
  }
}

async function liveThrough(newWorld: NewWorld, steps: readonly Step[]): Promise<History> {
  const history = new History(newWorld);
  await history.begin();
  for (const each of steps) await history.take(each);
  return history;
}

async function settledAfter(newWorld: NewWorld, steps: readonly Step[]): Promise<ReplicaWorld<ReplicaOwner>> {
  const { world } = await liveThrough(newWorld, steps);
  await world.clock.advance(60_000);
  await world.settle(40);
  return world;
}

const anyHistory = fc.array(step, { maxLength: 25, size: "max" });

/** Each owner has as many active pods as desired and reports them, and no selected orphan is left. */
export async function settles(newWorld: NewWorld): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (steps) => {
      const world = await settledAfter(newWorld, steps);
      const pods = await world.pods();
      for (const each of names) {
        const { metadata, spec, status } = await world.get(each);
        const own = pods.filter((pod) => controllerOf(pod)?.uid === metadata.uid && isPodActive(pod));
        expect(own).toHaveLength(spec?.replicas ?? -1);
        for (const pod of own) expect(pod.metadata.labels?.app).toBe(owners[each].app);
        const ready = own.filter(isPodReady).length;
        expect(status?.replicas).toBe(own.length);
        expect(status?.readyReplicas ?? 0).toBe(ready);
        expect(status?.availableReplicas ?? 0).toBe(ready);
        expect(status?.observedGeneration).toBe(metadata.generation);
        expect(status?.conditions).toBeUndefined();
      }
      // No orphan is left that matches a selector.
      expect(pods.filter((pod) => isPodActive(pod) && controllerOf(pod) === undefined)).toEqual([]);
    }),
  );
}

/** A tick in a steady state writes nothing, not even after a restart. */
export async function isQuietWhenSettled(newWorld: NewWorld): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (steps) => {
      const world = await settledAfter(newWorld, steps);
      world.spy.forget();
      await world.tick();
      await world.restart();
      await world.tick();
      expect(world.writes()).toEqual([]);
    }),
  );
}

/** No pod ever has two controllers, or changes its controller without having been released in between. */
export async function keepsOneController(newWorld: NewWorld): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (steps) => {
      const history = await liveThrough(newWorld, [...steps, { do: "tick" }, { do: "tick" }]);
      for (const event of await history.commits()) {
        if (event.object.kind !== "Pod") continue;
        const owners = (object: typeof event.object) =>
          (object.metadata.ownerReferences ?? []).filter((owner) => owner.controller);
        expect(owners(event.object).length).toBeLessThanOrEqual(1);
        if (event.type !== "MODIFIED") continue;
        const [before] = owners(event.previous);
        const [after] = owners(event.object);
        if (before !== undefined && after !== undefined) expect(after.uid).toBe(before.uid);
      }
    }),
  );
}

/** Only active pods that are controlled are deleted, and never more than the surplus. */
export async function deletesOnlyWhatIsTooMany(newWorld: NewWorld): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (steps) => {
      const history = new History(newWorld);
      const { world } = history;
      await history.begin();
      const wrong: string[] = [];
      const ownerOfActive = new Map<string, string>();
      const watchDeletions = async (call: StoreCall) => {
        if (call.verb !== "delete") return;
        const pod = (await world.pods()).find((each) => each.metadata.name === call.name);
        const owner = pod === undefined || !isPodActive(pod) ? undefined : controllerOf(pod);
        if (owner !== undefined) ownerOfActive.set(call.name, owner.uid);
      };
      // An error thrown here would be caught by the controller, so it is kept for the end.
      world.spy.after = async (call) => {
        if (call.verb !== "delete") return;
        const owner = ownerOfActive.get(call.name);
        if (owner === undefined) wrong.push(`${call.name} was not active, or had no controller`);
        const replicaSets = await Promise.all(names.map((each) => world.get(each)));
        const wanted = replicaSets.find((each) => each.metadata.uid === owner)?.spec?.replicas ?? 0;
        const left = (await world.pods()).filter((pod) => isPodActive(pod) && controllerOf(pod)?.uid === owner);
        if (left.length < wanted) wrong.push(`${call.name} was not too many: ${left.length} are left of ${wanted}`);
      };
      for (const each of steps) {
        world.spy.before = watchDeletions;
        await history.take(each);
      }
      world.spy.before = watchDeletions;
      await world.tick();
      expect(wrong).toEqual([]);
    }),
  );
}

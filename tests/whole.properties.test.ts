import { controllerOf, isPodActive, isPodReady } from "@engenho/core";
import type { StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WholeJudge } from "./support/whole-judge.js";
import { checkEndpoints, checkOwners, checkWorkloads, type WantedState } from "./support/whole-state.js";
import { type Image, type WholeKind, WholeWorld } from "./support/whole-world.js";

const apps = ["web", "api"] as const;
type App = (typeof apps)[number];

type Step =
  | { readonly type: "deploy" | "scale"; readonly app: App; readonly replicas: number }
  | { readonly type: "image"; readonly app: App; readonly image: Image }
  | { readonly type: "fenceposts"; readonly app: App; readonly maxSurge: number; readonly maxUnavailable: number }
  | { readonly type: "recreate" | "relabel-service"; readonly app: App }
  | { readonly type: "pause"; readonly app: App; readonly paused: boolean }
  | {
      readonly type: "delete";
      readonly kind: "deployment" | "replicaSet" | "service" | "endpoints" | "slice" | "pod";
      readonly at: number;
      readonly policy: "Background" | "Foreground" | "Orphan";
    }
  | { readonly type: "fail" | "unready" | "relabel" | "disown"; readonly at: number }
  | { readonly type: "stray"; readonly app: App }
  | { readonly type: "restart"; readonly process: number }
  /** All processes crash at once. */
  | { readonly type: "restart-all" }
  /** Disturbs an upcoming write of one of the controllers. */
  | { readonly type: "fault"; readonly process: number; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "rest"; readonly ms: number };

const app = fc.constantFrom(...apps);
const at = fc.nat({ max: 12 });
const replicas = fc.nat({ max: 6 });
const process = fc.nat({ max: 7 });
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const images: readonly Image[] = ["good:1", "good:2", "good:3", "failing", "unready"];
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("deploy", "scale"), app, replicas }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("image"), app, image: fc.constantFrom(...images) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("fenceposts"),
      app,
      maxSurge: fc.nat({ max: 2 }),
      maxUnavailable: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("recreate", "relabel-service"), app }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("pause"), app, paused: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("delete"),
      kind: fc.constantFrom<WholeKind[]>("deployment", "replicaSet", "service", "endpoints", "slice", "pod", "pod"),
      at,
      policy: fc.constantFrom("Background", "Foreground", "Orphan"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("fail", "unready", "relabel", "disown"), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("stray"), app }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart"), process }) },
  { weight: 1, arbitrary: fc.constant({ type: "restart-all" }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("fault"), process, fault, afterWrites: fc.nat({ max: 5 }) }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("rest"), ms: fc.constantFrom(0, 0, 20, 1_000, 4_000) }) },
) as fc.Arbitrary<Step>;

class History {
  readonly world: WholeWorld;
  #strays = 0;

  constructor(seed: number) {
    this.world = new WholeWorld(seed);
  }

  async take(next: Step): Promise<void> {
    const { world } = this;
    switch (next.type) {
      case "deploy":
        return world.deploy(next.app, next.replicas);
      case "scale":
        return world.patch("deployment", next.app, { spec: { replicas: next.replicas } });
      case "image":
        return world.setImage(next.app, next.image);
      case "fenceposts": {
        const { maxSurge, maxUnavailable } = next;
        const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
        return world.patch("deployment", next.app, { spec: { strategy } });
      }
      case "recreate":
        return world.patch("deployment", next.app, { spec: { strategy: { type: "Recreate", rollingUpdate: null } } });
      case "pause":
        return world.patch("deployment", next.app, { spec: { paused: next.paused } });
      case "relabel-service":
        return world.patch("service", next.app, { metadata: { labels: { at: String(world.clock.now()) } } });
      case "delete": {
        const objects = await world.list(next.kind);
        const chosen = objects[next.at % Math.max(1, objects.length)];
        if (chosen === undefined) return;
        return world.remove(chosen, next.policy);
      }
      case "stray":
        return world.strayPod(`stray-${this.#strays++}`, { app: next.app });
      case "restart":
        return world.processes[next.process]?.restart();
      case "restart-all":
        for (const each of world.processes) await each.restart();
        return;
      case "fault":
        world.processes[next.process]?.scripted.inject(next.fault, next.afterWrites);
        return;
      case "rest":
        return world.clock.advance(next.ms);
      default:
        return this.#toPod(next);
    }
  }

  async #toPod({
    type,
    at: number,
  }: Extract<Step, { type: "fail" | "unready" | "relabel" | "disown" }>): Promise<void> {
    const { world } = this;
    const pods = (await world.pods()).filter(isPodActive);
    const chosen = pods[number % Math.max(1, pods.length)];
    if (chosen === undefined) return;
    const { name, labels = {} } = chosen.metadata;
    switch (type) {
      case "fail":
      case "unready": {
        // Endpoints ignores a change of the phase alone (EP-4).
        if (type === "fail" && !isPodReady(chosen)) return;
        const conditions = chosen.status?.conditions?.map((each) => ({ ...each, status: "False" })) ?? [];
        const status = type === "fail" ? { phase: "Failed", conditions } : { conditions };
        return world.patch("pod", name, { status }, "status");
      }
      case "relabel":
        return world.patch("pod", name, { metadata: { labels: { app: labels.app === "web" ? "api" : "web" } } });
      case "disown":
        return world.patch("pod", name, { metadata: { ownerReferences: null } });
    }
  }

  /** From here on there are no more disturbances; the last requested state can be reached. */
  async makePeace(last: WantedState): Promise<void> {
    const { world } = this;
    for (const each of world.processes) each.scripted.withdrawFaults();
    for (const each of apps) {
      await world.patch("deployment", each, { spec: { replicas: last.replicas, paused: false } });
      await world.setImage(each, last.image);
    }
    await world.clock.advance(10_000);
    // Deployments that are no longer rolled out would fail forever.
    for (const each of await world.replicaSets()) {
      const image = each.spec?.template?.spec?.containers[0]?.image ?? "";
      if (controllerOf(each) === undefined && !image.startsWith("good")) await world.remove(each);
    }
    await world.clock.advance(900_000);
  }
}

describe("the whole system: Deployments, ReplicaSets, Endpoints, slices, the garbage collector and hollow nodes", () => {
  it("converges to the last requested state, whatever users, pods, refusals and crashes do; and then writes nothing", async () => {
    const property = fc.asyncProperty(
      fc.nat({ max: 1_000_000 }),
      fc.array(step, { maxLength: 30, size: "max" }),
      fc.record({ replicas, image: fc.constantFrom<Image[]>("good:1", "good:2", "good:3") }),
      async (seed, steps, last) => {
        const history = new History(seed);
        const { world } = history;
        const judge = new WholeJudge(world);
        judge.start();
        await world.start();
        await world.deploy("web", 3);
        for (const next of steps) await history.take(next);
        await history.makePeace(last);
        await checkWorkloads(world, last);
        await checkOwners(world);
        await checkEndpoints(world);
        for (const each of world.processes) {
          each.scripted.forget();
          await each.restart();
        }
        await world.clock.advance(120_000);
        expect(
          world.processes.flatMap((each) => each.scripted.takeWrites()),
          "settled",
        ).toEqual([]);
        await judge.stop();
        await world.stop();
        expect(judge.faults).toEqual([]);
      },
    );
    await fc.assert(property);
  });
});

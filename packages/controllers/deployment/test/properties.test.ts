import {
  controllerOf,
  type Deployment,
  isPodActive,
  isPodReady,
  type KubernetesObject,
  pods,
  type ReplicaSet,
  type Stored,
} from "@engenho/core";
import type { StoreCall, StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxSurge, minAvailable } from "../src/fenceposts.js";
import { specReplicas, totalSpecReplicas } from "../src/replica-sets.js";
import { Cluster } from "./cluster.js";

type Who = "deploymentController" | "replicaSetController";

/** An event during a rollout. */
type Step =
  | { readonly type: "image"; readonly image: number }
  | { readonly type: "replicas"; readonly replicas: number }
  | { readonly type: "fenceposts"; readonly maxSurge: number; readonly maxUnavailable: number }
  | { readonly type: "recreate" }
  | { readonly type: "pause"; readonly paused: boolean }
  | { readonly type: "flap"; readonly pod: number }
  | { readonly type: "fail" | "evict"; readonly pod: number }
  | { readonly type: "touch"; readonly replicaSet: number }
  | { readonly type: "restart"; readonly who: Who }
  /** A fault of a future write of a controller. */
  | { readonly type: "fault"; readonly who: Who; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "wait"; readonly ms: number };

const image = fc.record({ type: fc.constant("image" as const), image: fc.integer({ min: 1, max: 4 }) });
const touch = fc.record({ type: fc.constant("touch" as const), replicaSet: fc.nat(3) });
const who = fc.constantFrom<Who>("deploymentController", "replicaSetController");
const restart = fc.record({ type: fc.constant("restart" as const), who });
const fault = fc.record({
  type: fc.constant("fault" as const),
  who,
  fault: fc.oneof(
    fc.record({
      type: fc.constantFrom("refuse" as const, "lose-answer" as const),
      code: fc.constantFrom("Conflict" as const, "TooManyRequests" as const, "Forbidden" as const, "Timeout" as const),
    }),
    fc.constant({ type: "crash" as const }),
  ),
  afterWrites: fc.nat(8),
});
const wait = fc.record({ type: fc.constant("wait" as const), ms: fc.nat(60) });
/** At least one of the two is above 0, as an API server requires. */
const fenceposts = fc.tuple(fc.nat(3), fc.nat(3)).map(([surge, unavailable]) => ({
  maxSurge: surge,
  maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
}));

const seed = fc.nat(1_000_000);
/** Some have been rolled out before, so that a rollout may return to an old ReplicaSet. */
const finalImage = fc.integer({ min: 1, max: 6 });

async function take(cluster: Cluster, step: Step): Promise<void> {
  switch (step.type) {
    case "image":
      await cluster.setImage(`app:${step.image}`);
      break;
    case "replicas":
      await cluster.edit({ replicas: step.replicas });
      break;
    case "fenceposts": {
      const { maxSurge: surge, maxUnavailable } = step;
      await cluster.edit({ strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: surge, maxUnavailable } } });
      break;
    }
    case "recreate":
      await cluster.edit({ strategy: { type: "Recreate", rollingUpdate: null } });
      break;
    case "pause":
      await cluster.edit({ paused: step.paused });
      break;
    case "flap":
      await cluster.flap(step.pod);
      break;
    case "fail":
      await cluster.fail(step.pod);
      break;
    case "evict":
      await cluster.evict(step.pod);
      break;
    case "touch":
      await cluster.touch(step.replicaSet);
      break;
    case "restart":
      await cluster[step.who].restart();
      break;
    case "fault":
      cluster[step.who].scripted.inject(step.fault, step.afterWrites);
      break;
    case "wait":
      await cluster.clock.advance(step.ms);
      break;
  }
}

/** Reports when a write of the controller exceeds what is allowed given the state that it had read. */
function watchSurge(cluster: Cluster): string[] {
  const excesses: string[] = [];
  watchReplicas(cluster, excesses);
  const { scripted } = cluster.deploymentController;
  let read: Stored<Deployment> | undefined;
  let before = 0;
  const total = async () => totalSpecReplicas(await cluster.replicaSets());
  scripted.before = async (call) => {
    if (isScaling(call)) before = await total();
  };
  scripted.after = async (call, answer) => {
    if (call.verb === "get" && call.kind === "Deployment") read = answer as Stored<Deployment>;
    if (!isScaling(call) || read === undefined) return;
    const after = await total();
    const most = specReplicas(read) + maxSurge(read);
    if (after > before && after > most) excesses.push(`${before} became ${after}, at most ${most}`);
  };
  return excesses;
}

function isScaling({ verb, kind }: StoreCall): boolean {
  return kind === "ReplicaSet" && (verb === "create" || verb === "update");
}

function watchReplicas(cluster: Cluster, excesses: string[]): void {
  const { scripted } = cluster.replicaSetController;
  const wanted = new Map<string, number>();
  scripted.after = async ({ verb, kind, object }, answer) => {
    if (verb === "get" && kind === "ReplicaSet") {
      const { metadata, spec } = answer as Stored<ReplicaSet>;
      wanted.set(metadata.uid, spec?.replicas ?? 0);
    }
    if (verb !== "create" || kind !== "Pod") return;
    const uid = controllerOf(object as KubernetesObject)?.uid ?? "";
    const most = wanted.get(uid) ?? 0;
    const { items } = await cluster.memory.list(pods, { ownerUid: uid });
    const active = items.filter(isPodActive).length;
    if (active > most) excesses.push(`a ReplicaSet of ${most} made its pod number ${active}`);
  };
}

describe("rolling updates", () => {
  it("never have fewer available pods than required, nor more pods than allowed", async () => {
    const step: fc.Arbitrary<Step> = fc.oneof(image, image, touch, restart, fault, fault, wait, wait);
    const property = fc.asyncProperty(
      fc.record({ seed, replicas: fc.integer({ min: 1, max: 8 }), fenceposts }),
      fc.array(step, { maxLength: 18, size: "max" }),
      finalImage,
      async (setup, steps, last) => {
        const cluster = new Cluster({ seed: setup.seed, slowestPodMs: 40 });
        const excesses = watchSurge(cluster);
        await cluster.start({ replicas: setup.replicas, ...setup.fenceposts });
        await cluster.clock.advance(30_000);
        const needed = minAvailable(await cluster.deployment());
        let fewest = Number.POSITIVE_INFINITY;
        cluster.onPods = (pods) => {
          const available = [...pods.values()].filter((pod) => isPodActive(pod) && isPodReady(pod)).length;
          fewest = Math.min(fewest, available);
        };
        for (const each of steps) await take(cluster, each);
        await converge(cluster, setup.replicas, last);
        await cluster.stop();
        expect(excesses).toEqual([]);
        expect(fewest).toBeGreaterThanOrEqual(needed);
      },
    );
    await fc.assert(property);
  });
});

describe("any history of edits, failures, refused writes, crashes, restarts and pod changes", () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    image,
    fc.record({ type: fc.constant("replicas" as const), replicas: fc.nat(8) }),
    fenceposts.map((posts) => ({ type: "fenceposts" as const, ...posts })),
    fc.constant({ type: "recreate" as const }),
    fc.record({ type: fc.constant("pause" as const), paused: fc.boolean() }),
    fc.record({ type: fc.constantFrom("flap" as const, "fail" as const, "evict" as const), pod: fc.nat(20) }),
    touch,
    restart,
    fault,
    fault,
    wait,
    wait,
  );

  it("converges to the last desired state, and never wants more pods than allowed", async () => {
    const property = fc.asyncProperty(
      fc.record({ seed, replicas: fc.nat(8), fenceposts }),
      fc.array(step, { maxLength: 24, size: "max" }),
      fc.nat(8),
      finalImage,
      async (setup, steps, replicas, last) => {
        const cluster = new Cluster({ seed: setup.seed, slowestPodMs: 40 });
        const excesses = watchSurge(cluster);
        await cluster.start({ replicas: setup.replicas, ...setup.fenceposts });
        for (const each of steps) await take(cluster, each);
        await cluster.edit({ paused: false, replicas });
        await converge(cluster, replicas, last);
        await cluster.stop();
        expect(excesses).toEqual([]);
      },
    );
    await fc.assert(property);
  });
});

/** Stops all faults, sets a template, and checks that it is rolled out, reported, and not written again. */
async function converge(cluster: Cluster, replicas: number, last: number): Promise<void> {
  cluster.deploymentController.scripted.withdrawFaults();
  cluster.replicaSetController.scripted.withdrawFaults();
  await cluster.setImage(`app:${last}`);
  await cluster.clock.advance(1_200_000);

  const { spec, status, metadata } = await cluster.deployment();
  const replicaSets = await cluster.replicaSets();
  const active = replicaSets.filter((each) => specReplicas(each) > 0);
  expect(active.map(specReplicas)).toEqual(replicas === 0 ? [] : [replicas]);
  const fresh = replicaSets.filter((each) => each.spec?.template?.spec?.containers[0]?.image === `app:${last}`);
  expect(fresh, "one ReplicaSet for one template").toHaveLength(1);
  expect(status).toMatchObject({ observedGeneration: metadata.generation });
  expect([status?.replicas ?? 0, status?.updatedReplicas ?? 0, status?.availableReplicas ?? 0]).toEqual([
    replicas,
    replicas,
    replicas,
  ]);
  expect(status?.conditions?.find((each) => each.type === "Progressing")).toMatchObject({
    reason: "NewReplicaSetAvailable",
  });
  const revision = "deployment.kubernetes.io/revision";
  expect(metadata.annotations?.[revision]).toBe(fresh[0]?.metadata.annotations?.[revision]);
  expect(spec?.replicas).toBe(replicas);

  for (const each of [cluster.deploymentController, cluster.replicaSetController]) {
    each.scripted.forget();
    await each.restart();
    await cluster.clock.advance(3_600_000);
    expect(each.scripted.takeWrites(), "settled").toEqual([]);
  }
}

import { isPodActive, isPodReady } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxSurge, minAvailable } from "../src/fenceposts.js";
import { specReplicas, totalSpecReplicas } from "../src/replica-sets.js";
import { Cluster } from "./cluster.js";

/** What happens to a Deployment while it is rolled out. */
type Step =
  | { readonly type: "image"; readonly image: number }
  | { readonly type: "replicas"; readonly replicas: number }
  | { readonly type: "fenceposts"; readonly maxSurge: number; readonly maxUnavailable: number }
  | { readonly type: "recreate" }
  | { readonly type: "pause"; readonly paused: boolean }
  | { readonly type: "flap"; readonly pod: number }
  | { readonly type: "touch"; readonly replicaSet: number }
  | { readonly type: "restart" }
  | { readonly type: "wait"; readonly ms: number };

const image = fc.record({ type: fc.constant("image" as const), image: fc.integer({ min: 1, max: 4 }) });
const touch = fc.record({ type: fc.constant("touch" as const), replicaSet: fc.nat(3) });
const restart = fc.constant({ type: "restart" as const });
const wait = fc.record({ type: fc.constant("wait" as const), ms: fc.nat(60) });
/** At least one of both is above 0, as an API server demands. */
const fenceposts = fc.tuple(fc.nat(3), fc.nat(3)).map(([surge, unavailable]) => ({
  maxSurge: surge,
  maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable,
}));

const seed = fc.nat(1_000_000);
/** Some have been out before, so that a rollout also goes back to an old ReplicaSet. */
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
    case "touch":
      await cluster.touch(step.replicaSet);
      break;
    case "restart":
      await cluster.restartDeploymentController();
      break;
    case "wait":
      await cluster.clock.advance(step.ms);
      break;
  }
}

/** Notes when the controller's own write lets the ReplicaSets ask for more than the Deployment that it read allows. */
function watchSurge(cluster: Cluster): string[] {
  const excesses: string[] = [];
  const { store } = cluster.recording;
  const { get, update, create } = store;
  let read: Awaited<ReturnType<Cluster["deployment"]>> | undefined;
  const total = async () => totalSpecReplicas(await cluster.replicaSets());
  const checked = async <T>(kind: string, act: () => Promise<T>): Promise<T> => {
    if (kind !== "ReplicaSet" || read === undefined) return act();
    const before = await total();
    try {
      return await act();
    } finally {
      const after = await total();
      const most = specReplicas(read) + maxSurge(read);
      if (after > before && after > most) excesses.push(`${before} became ${after}, at most ${most}`);
    }
  };
  Object.assign(store, {
    get: async (...args: Parameters<typeof get>) => {
      const found = await get(...args);
      if (found.kind === "Deployment") read = found as unknown as NonNullable<typeof read>;
      return found;
    },
    update: (...args: Parameters<typeof update>) => checked(args[0].kind, () => update(...args)),
    create: (...args: Parameters<typeof create>) => checked(args[0].kind, () => create(...args)),
  });
  return excesses;
}

describe("rolling updates", () => {
  it("never have fewer pods available than they must, nor ask for more than they may", async () => {
    const property = fc.asyncProperty(
      fc.record({ seed, replicas: fc.integer({ min: 1, max: 8 }), fenceposts, failOneIn: fc.constantFrom(0, 0, 4) }),
      fc.array(fc.oneof(image, image, touch, restart, wait, wait), { maxLength: 14 }),
      finalImage,
      async (setup, steps, last) => {
        const cluster = new Cluster({ seed: setup.seed, slowestPodMs: 40, failOneIn: setup.failOneIn });
        const excesses = watchSurge(cluster);
        await cluster.start({ replicas: setup.replicas, ...setup.fenceposts });
        await cluster.clock.advance(30_000);
        const needed = minAvailable(await cluster.deployment());
        let fewest = Number.POSITIVE_INFINITY;
        cluster.onPods = (pods) => {
          const available = [...pods.values()].filter((pod) => isPodActive(pod) && isPodReady(pod)).length;
          fewest = Math.min(fewest, available);
        };
        for (const step of steps) await take(cluster, step);
        await converge(cluster, setup.replicas, last);
        await cluster.stop();
        expect(excesses).toEqual([]);
        expect(fewest).toBeGreaterThanOrEqual(needed);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  }, 120_000);
});

describe("any history of edits, failures, conflicts, restarts and pods that come and go", () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    image,
    fc.record({ type: fc.constant("replicas" as const), replicas: fc.nat(8) }),
    fenceposts.map((posts) => ({ type: "fenceposts" as const, ...posts })),
    fc.constant({ type: "recreate" as const }),
    fc.record({ type: fc.constant("pause" as const), paused: fc.boolean() }),
    fc.record({ type: fc.constant("flap" as const), pod: fc.nat(20) }),
    touch,
    restart,
    wait,
    wait,
  );

  it("ends in what was asked for last, and never asks for more pods than it may", async () => {
    const property = fc.asyncProperty(
      fc.record({ seed, replicas: fc.nat(8), fenceposts, failOneIn: fc.constantFrom(0, 3, 8) }),
      fc.array(step, { maxLength: 20 }),
      fc.nat(8),
      finalImage,
      async (setup, steps, replicas, last) => {
        const cluster = new Cluster({ seed: setup.seed, slowestPodMs: 40, failOneIn: setup.failOneIn });
        const excesses = watchSurge(cluster);
        await cluster.start({ replicas: setup.replicas, ...setup.fenceposts });
        for (const each of steps) await take(cluster, each);
        await cluster.edit({ paused: false, replicas });
        await converge(cluster, replicas, last);
        await cluster.stop();
        expect(excesses).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);
});

/** Lets everything succeed, asks for a template, and checks that it is out, told, and then left in peace. */
async function converge(cluster: Cluster, replicas: number, last: number): Promise<void> {
  cluster.failOneIn = 0;
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

  cluster.recording.take();
  await cluster.restartDeploymentController();
  await cluster.clock.advance(3_600_000);
  expect(cluster.recording.take(), "settled").toEqual([]);
}

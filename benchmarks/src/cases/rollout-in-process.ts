import { type Deployment, deployments, KindFilter, pods, type Stored } from "@engenho/core";
import type { MemoryStore } from "@engenho/store-memory";
import { type DeploymentState, isComplete as isCompleteState } from "../client/deployments.js";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { deployment, imagePatch, service } from "../world/manifests.js";
import { World } from "../world/world.js";
import { measureUpstream } from "./kubelet-rollouts.js";
import {
  baselineNote,
  hasBaseline,
  manyDeploymentsTable,
  type RolloutTimes,
  rolloutColumns,
  rolloutRows,
  secondsSince,
} from "./rollout-times.js";

const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };

/** As rollout-hollow, with everything in this process and without HTTP: what a test that embeds the controllers experiences. */
export const rolloutInProcess: Benchmark = {
  name: "rollout-in-process",
  summary: "one Deployment of 1,000 to 10,000 pods on hollow nodes, and 600 Deployments of one pod, without HTTP",
  async run(context) {
    const sizes = sizesOf(context, { quick: [100], usual: [1000, 3000, 10_000] });
    const rows: (readonly Cell[])[] = [];
    for (const pods of sizes) {
      const upstream = hasBaseline(pods) ? await measureUpstream(context, pods) : undefined;
      rows.push(...rolloutRows(pods, await measure(context, pods), upstream?.times));
    }
    return [
      {
        title: "Rollout with hollow nodes, in process",
        columns: rolloutColumns,
        rows,
        notes: [
          `One world per size, one run after the other in it: the first, then the median of ${context.runs}.`,
          baselineNote(context),
        ],
      },
      await manyDeployments(context),
    ];
  },
};

/** The rollouts of one Deployment in a world of its own, run after run. `store` is empty, and closed at the end. Default: in memory. */
export async function measure(
  { runs, say }: BenchmarkContext,
  pods: number,
  store?: MemoryStore,
): Promise<readonly RolloutTimes[]> {
  const world = new World({ nodes: 2, podCapacity: 10_000, ...(store === undefined ? {} : { store }) });
  await world.start();
  await world.quiet();
  await world.store.create(service("web", "web"));
  const times: RolloutTimes[] = [];
  for (let run = 0; run <= runs; run++) {
    const measured = await rollout(world, pods);
    say(`${pods} pods, run ${run + 1} of ${runs + 1}: available after ${measured.available.toFixed(2)} s`);
    times.push(measured);
    await world.quiet();
  }
  await world.close();
  if (world.troubles.length > 0) say(world.troubles.slice(0, 3).join("; "));
  return times;
}

async function rollout(world: World, pods: number): Promise<RolloutTimes> {
  const { store } = world;
  let startMs = performance.now();
  await store.create(deployment({ name: "web", replicas: pods }));
  await world.until<Deployment>(reference, ({ status }) => status?.replicas === pods);
  const exist = secondsSince(startMs);
  await world.until<Deployment>(reference, isComplete);
  const available = secondsSince(startMs);

  startMs = performance.now();
  await store.patch(deployments, reference, { type: "strategic", value: imagePatch("nginx:1.28") });
  await world.until<Deployment>(reference, isComplete);
  const rolled = secondsSince(startMs);

  const half = Math.ceil(pods / 2);
  startMs = performance.now();
  await store.patch(deployments, reference, { type: "merge", value: { spec: { replicas: half } } });
  await podsLeft(world, half);
  const scaled = secondsSince(startMs);
  await world.until<Deployment>(reference, isComplete);

  startMs = performance.now();
  await store.delete(deployments, reference, { propagationPolicy: "Background" });
  await podsLeft(world, 0);
  const deleted = secondsSince(startMs);
  return { exist, available, rolled, scaled, deleted };
}

const isComplete = (object: Stored<Deployment>) => isCompleteState(object as DeploymentState);

/** Resolves when this many pods are left. */
async function podsLeft({ store }: World, count: number): Promise<void> {
  const watch = store.watch({ kinds: KindFilter.kind({ group: "", kind: pods.kind }) });
  let left = (await store.list(pods)).items.length;
  try {
    while (left > count) {
      const signal = await watch.next();
      if (signal?.type !== "events") throw new Error("the watch lagged");
      for (const { type } of signal.events) {
        if (type === "DELETED") left--;
        else if (type === "ADDED") left++;
      }
    }
  } finally {
    watch.close();
  }
}

async function manyDeployments({ quick, runs }: BenchmarkContext): Promise<ResultTable> {
  const count = quick ? 60 : 600;
  const world = new World({ nodes: 2, podCapacity: 10_000 });
  await world.start();
  await world.quiet();
  const available: number[] = [];
  const deleted: number[] = [];
  const names = Array.from({ length: count }, (_, index) => `web-${index}`);
  for (let run = 0; run <= runs; run++) {
    let startMs = performance.now();
    await Promise.all(names.map((name) => world.store.create(deployment({ name, replicas: 1 }))));
    for (const name of names) await world.until<Deployment>({ ...reference, name }, isComplete);
    available.push(secondsSince(startMs));
    startMs = performance.now();
    await Promise.all(
      names.map((name) => world.store.delete(reference, { ...reference, name }, { propagationPolicy: "Background" })),
    );
    await podsLeft(world, 0);
    deleted.push(secondsSince(startMs));
    await world.quiet();
  }
  await world.close();
  return manyDeploymentsTable(`${count} Deployments of one pod, in process`, { count, available, deleted });
}

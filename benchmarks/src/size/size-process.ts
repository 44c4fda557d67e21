import { setTimeout as sleep } from "node:timers/promises";
import {
  type Deployment,
  deployments,
  type EndpointSlice,
  type Endpoints,
  endpointSlices,
  type Pod,
  pods,
  type Stored,
  services,
  systemClock,
} from "@engenho/core";
import { median } from "../harness/statistics.js";
import { EventLoopDelay } from "../world/event-loop.js";
import { deployment, imagePatch, service } from "../world/manifests.js";
import { World } from "../world/world.js";
import { collectedHeap } from "./collected-heap.js";
import { heapParts } from "./heap-parts.js";
import { type EverythingTick, type MeasuredSize, podsPerDeployment } from "./measured-size.js";

const samples = 40;
const podKind = { apiVersion: "v1", kind: "Pod" };
/** Longer than the pause of a Service with 30 pods after it was reconciled: otherwise the pause is measured, or nothing. */
const restMs = 50;
/** V8 sweeps and returns memory after a garbage collection; allocations before that is done have to help. */
const sweepMs = 1000;

/** Creates one world with this many pods, measures it, and reports to the parent. */
async function main(): Promise<void> {
  const measured = await measure(Number(process.argv[2]));
  await new Promise<void>((resolve, reject) => {
    process.send?.(measured, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

async function measure(pods: number): Promise<MeasuredSize> {
  const emptyHeap = collectedHeap();
  const deployments = Math.round(pods / podsPerDeployment);
  const world = new World({ nodes: deployments, podCapacity: 110 });
  const delay = new EventLoopDelay();
  await world.start();
  await world.quiet();
  try {
    delay.start();
    const startedMs = performance.now();
    await load(world, deployments);
    const loadSeconds = (performance.now() - startedMs) / 1000;
    const whileLoading = delay.stop();
    const counted = (await world.store.list(podKind)).items.length;
    if (counted !== deployments * podsPerDeployment) throw new Error(`${counted} pods instead of ${pods}`);
    const heap = collectedHeap();
    await sleep(sweepMs);
    const residentMB = process.memoryUsage.rss() / 1e6;

    delay.start();
    const podChangeMs = await podChanges(world);
    const rolloutMs = await rollouts(world);
    const serviceChangeMs = await serviceChanges(world);
    const whileChanging = delay.stop();
    const everything = await everythingTicks(world);
    const parts = await heapParts(world, { pods, emptyHeap });
    return {
      pods,
      loadSeconds,
      heapMB: heap / 1e6,
      residentMB,
      bytesPerPod: (heap - emptyHeap) / pods,
      podChangeMs,
      rolloutMs,
      serviceChangeMs,
      whileLoading,
      whileChanging,
      everything,
      parts,
      troubles: world.troubles,
    };
  } finally {
    await world.close();
  }
}

/** Per Deployment two Services; all pods come from the controllers and the hollow nodes. */
async function load(world: World, deployments: number): Promise<void> {
  for (let index = 0; index < deployments; index++) {
    const name = `web-${index}`;
    const namespace = `team-${index % 100}`;
    await world.store.create(service(`${name}-a`, name, namespace));
    await world.store.create(service(`${name}-b`, name, namespace));
    await world.store.create(deployment({ name, replicas: podsPerDeployment, namespace }));
    // As a client would: one after the other, while the controllers work.
    await systemClock.turn();
  }
  await world.quiet();
}

/**
 * One pod becomes unready and its hollow node makes it ready again: two changes of the pod and everything that follows from
 * them. The pods are those of one Deployment at any size, so that the difference is due to the work and not to the processor's
 * caches.
 */
async function podChanges(world: World): Promise<number> {
  const labelSelector = { matchLabels: { app: "web-7" } };
  const { items } = await world.store.list(pods, { namespace: "team-7", labelSelector });
  return medianMs(async (sample) => {
    const { name, namespace } = (items[(sample * 7) % items.length] as Stored<Pod>).metadata;
    const pod = await world.store.get(pods, { namespace, name });
    return async () => {
      const conditions = pod.status?.conditions?.map((each) =>
        each.type === "Ready" ? { ...each, status: "False" } : each,
      );
      await world.store.update({ ...pod, status: { ...pod.status, conditions } } as Stored<Pod>, {
        subresource: "status",
      });
      await world.quiet();
    };
  });
}

/** A Deployment of 10 pods gets another image. */
async function rollouts(world: World): Promise<number> {
  await world.store.create(service("probe", "probe", "team-7"));
  await world.store.create(deployment({ name: "probe", replicas: 10, namespace: "team-7" }));
  await world.quiet();
  const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "team-7", name: "probe" };
  return medianMs(async (sample) => async () => {
    const patched = await world.store.patch(deployments, reference, {
      type: "strategic",
      value: imagePatch(`nginx:2.${sample}`),
    });
    const generation = patched.metadata.generation ?? 0;
    await world.until<Deployment>(
      reference,
      ({ status }) => (status?.observedGeneration ?? 0) >= generation && isRolledOut(status, 10),
    );
    await world.quiet();
  });
}

/** The target port of a Service with 30 pods changes, and its Endpoints and EndpointSlice follow. */
async function serviceChanges(world: World): Promise<number> {
  const { items } = await world.store.list(services, { namespace: "team-7" });
  const { name } = (items[0] as Stored).metadata;
  const reference = { apiVersion: "v1", kind: "Service", namespace: "team-7", name };
  const endpoints = { ...reference, kind: "Endpoints" };
  const [slice] = (
    await world.store.list(endpointSlices, {
      namespace: "team-7",
      labelSelector: { matchLabels: { "kubernetes.io/service-name": name } },
    })
  ).items;
  const sliceReference = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", ...(slice as Stored).metadata };
  return medianMs(async (sample) => async () => {
    const port = 1000 + sample;
    const ports = [{ name: "http", port: 80, targetPort: port, protocol: "TCP" }];
    await world.store.patch(services, reference, { type: "merge", value: { spec: { ports } } });
    await world.until<Endpoints>(endpoints, ({ subsets }) => subsets?.[0]?.ports?.[0]?.port === port);
    await world.until<EndpointSlice>(sliceReference, (found) => found.ports?.[0]?.port === port);
    await world.quiet();
  });
}

function isRolledOut(status: Deployment["status"], replicas: number): boolean {
  const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
  return counts.every((count) => count === replicas);
}

async function medianMs(prepare: (sample: number) => Promise<() => Promise<void>>): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const run = await prepare(sample);
    await sleep(restMs);
    const startedMs = performance.now();
    await run();
    times.push(performance.now() - startedMs);
  }
  // The first ones refill the processor's caches after the load.
  return median(times.slice(samples / 4));
}

async function everythingTicks(world: World): Promise<readonly EverythingTick[]> {
  const ticks: EverythingTick[] = [];
  const delay = new EventLoopDelay();
  for (const controller of world.controllers) {
    delay.start();
    const startedMs = performance.now();
    await controller.tick({ type: "everything", reason: "requested" }, new AbortController().signal);
    await world.quiet();
    const seconds = (performance.now() - startedMs) / 1000;
    ticks.push({ controller: controller.name, seconds, stall: delay.stop() });
  }
  return ticks;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

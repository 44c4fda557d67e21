import { type Deployment, type Pod, type Stored, systemClock } from "@engenho/core";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { EventLoopDelay, type Stall } from "../world/event-loop.js";
import { deployment, imagePatch, service } from "../world/manifests.js";
import { World } from "../world/world.js";

const podsPerDeployment = 30;
const samples = 40;
const podKind = { apiVersion: "v1", kind: "Pod" };

/** What a world of one size costs. */
interface Measured {
  readonly pods: number;
  readonly loadSeconds: number;
  readonly heapMB: number;
  readonly residentMB: number;
  readonly bytesPerPod: number;
  readonly podChangeMs: number;
  readonly rolloutMs: number;
  readonly serviceChangeMs: number;
  readonly whileLoading: Stall;
  readonly whileChanging: Stall;
  readonly everything: readonly EverythingTick[];
}

interface EverythingTick {
  readonly controller: string;
  readonly seconds: number;
  readonly stall: Stall;
}

/** One process that holds ever more, and what a small change costs in it. */
export const size: Benchmark = {
  name: "size",
  summary: "1,000, 10,000 and 150,000 pods in one process: memory, cost of one change, stalls",
  nodeFlags: ["--max-old-space-size=8192"],
  async run(context) {
    const measured: Measured[] = [];
    for (const pods of sizesOf(context, { quick: [300, 900], usual: [1000, 10_000, 150_000] }))
      measured.push(await measure(context, pods));
    return [sizeTable(measured), changeTable(measured), everythingTable(measured)];
  },
};

async function measure({ say }: BenchmarkContext, pods: number): Promise<Measured> {
  const emptyHeap = collectedHeap();
  const deployments = Math.round(pods / podsPerDeployment);
  const world = new World({ nodes: deployments, podCapacity: 110 });
  const delay = new EventLoopDelay();
  world.start();
  await world.quiet();
  try {
    delay.start();
    const startedMs = performance.now();
    await load(world, deployments);
    const loadSeconds = (performance.now() - startedMs) / 1000;
    const whileLoading = delay.stop();
    if (world.troubles.length > 0) say(`while loading: ${world.troubles.splice(0).slice(0, 3).join("; ")}`);
    const counted = (await world.store.list(podKind)).items.length;
    if (counted !== deployments * podsPerDeployment) throw new Error(`${counted} pods instead of ${pods}`);
    const heap = collectedHeap();
    const residentMB = process.memoryUsage.rss() / 1e6;
    say(`${pods} pods: loaded in ${loadSeconds.toFixed(1)} s, heap ${(heap / 1e6).toFixed(0)} MB`);

    delay.start();
    const podChangeMs = await podChanges(world);
    const rolloutMs = await rollouts(world);
    const serviceChangeMs = await serviceChanges(world);
    const whileChanging = delay.stop();
    const everything = await everythingTicks(world);
    if (world.troubles.length > 0) say(world.troubles.slice(0, 3).join("; "));
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
    };
  } finally {
    await world.close();
  }
}

/** Per Deployment two Services in front; all pods come from the controllers and the hollow nodes. */
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
 * One pod turns unready and its hollow node makes it ready again: two changes of the pod and all that follows from them. The
 * pods are those of one Deployment at any size, so that what differs is the work and not how much of it the processor's
 * caches hold.
 */
async function podChanges(world: World): Promise<number> {
  const labelSelector = { matchLabels: { app: "web-7" } };
  const { items } = await world.store.list<Pod>(podKind, { namespace: "team-7", labelSelector });
  return medianMs(async (sample) => {
    const { name, namespace } = (items[(sample * 7) % items.length] as Stored<Pod>).metadata;
    const pod = await world.store.get<Pod>({ ...podKind, namespace, name });
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
    const patched = await world.store.patch(reference, { type: "strategic", value: imagePatch(`nginx:2.${sample}`) });
    const generation = patched.metadata.generation ?? 0;
    await world.until<Deployment>(
      reference,
      ({ status }) => (status?.observedGeneration ?? 0) >= generation && isRolledOut(status, 10),
    );
    await world.quiet();
  });
}

/** A Service in front of 30 pods gets another target port. */
async function serviceChanges(world: World): Promise<number> {
  const { items } = await world.store.list({ apiVersion: "v1", kind: "Service" }, { namespace: "team-7" });
  const { name } = (items[0] as Stored).metadata;
  const reference = { apiVersion: "v1", kind: "Service", namespace: "team-7", name };
  return medianMs(async (sample) => async () => {
    const ports = [{ name: "http", port: 80, targetPort: 1000 + sample, protocol: "TCP" }];
    await world.store.patch(reference, { type: "merge", value: { spec: { ports } } });
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
    const startedMs = performance.now();
    await run();
    times.push(performance.now() - startedMs);
  }
  // The first ones fill what the load has pushed out of the processor's caches.
  return median(times.slice(samples / 4));
}

async function everythingTicks(world: World): Promise<readonly EverythingTick[]> {
  const ticks: EverythingTick[] = [];
  const delay = new EventLoopDelay();
  for (const { controller } of world.driven) {
    delay.start();
    const startedMs = performance.now();
    await controller.tick({ type: "everything", reason: "requested" }, new AbortController().signal);
    await world.quiet();
    const seconds = (performance.now() - startedMs) / 1000;
    ticks.push({ controller: controller.name, seconds, stall: delay.stop() });
  }
  return ticks;
}

function collectedHeap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function sizeTable(measured: readonly Measured[]): ResultTable {
  return {
    title: "Size: what one process holds",
    columns: [
      "pods",
      "load, s",
      "pods/s",
      "heap, MB",
      "resident, MB",
      "heap bytes per pod",
      "longest stall while loading (collection), ms",
    ],
    rows: measured.map((each): readonly Cell[] => [
      each.pods.toLocaleString("en-US"),
      rounded(each.loadSeconds),
      Math.round(each.pods / each.loadSeconds),
      Math.round(each.heapMB),
      Math.round(each.residentMB),
      Math.round(each.bytesPerPod),
      stallCell(each.whileLoading),
    ]),
    notes: [
      `One run per size. With N pods: N/${podsPerDeployment} Deployments, as many hollow nodes, twice as many Services, each in front of ${podsPerDeployment} pods. Everything comes from the controllers. Bytes per pod include its share of all of that, its Events, and the watch log.`,
    ],
  };
}

function changeTable(measured: readonly Measured[]): ResultTable {
  const [smallest] = measured;
  const row = (title: string, read: (each: Measured) => number): readonly Cell[] => [
    title,
    ...measured.map((each) => rounded(read(each))),
    rounded(read(measured[measured.length - 1] as Measured) / read(smallest as Measured)),
  ];
  return {
    title: "Size: what one change costs until everything is quiet again, ms",
    columns: ["change", ...measured.map(({ pods }) => `${pods.toLocaleString("en-US")} pods`), "largest / smallest"],
    rows: [
      row("one pod unready and ready again", (each) => each.podChangeMs),
      row("rollout of a Deployment of 10 pods", (each) => each.rolloutMs),
      row("one Service's target port", (each) => each.serviceChangeMs),
      ["longest stall meanwhile (collection)", ...measured.map((each) => stallCell(each.whileChanging)), ""],
    ],
    notes: [`Medians of ${samples} samples, the first quarter left out.`],
  };
}

function everythingTable(measured: readonly Measured[]): ResultTable {
  const controllers = measured[0]?.everything.map(({ controller }) => controller) ?? [];
  return {
    title: "Size: one tick of everything per controller, and the longest stall in it (collection), ms",
    columns: ["controller", ...measured.map(({ pods }) => `${pods.toLocaleString("en-US")} pods`)],
    rows: controllers.map((controller, index): readonly Cell[] => [
      controller,
      ...measured.map(({ everything }) => {
        const tick = everything[index] as EverythingTick;
        return `${rounded(tick.seconds)} s, ${stallCell(tick.stall)}`;
      }),
    ]),
    notes: ["One run each."],
  };
}

/** The longest stall, and in brackets the longest pause of the garbage collector, in milliseconds. */
function stallCell({ longestMs, longestCollectionMs }: Stall): string {
  return `${Math.round(longestMs)} (${Math.round(longestCollectionMs)})`;
}

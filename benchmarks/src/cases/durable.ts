import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pods as podKind } from "@engenho/core";
import { createLmdbStore } from "@engenho/store-lmdb";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { deployment } from "../world/manifests.js";
import { measure } from "./rollout-in-process.js";
import { type RolloutTimes, rolloutPhases } from "./rollout-times.js";

/** The durable store beside the one in memory, in the same run. The data directory is in the system's folder for temporary files. */
export const durable: Benchmark = {
  name: "durable",
  summary: "the store in a directory beside the one in memory: creates, rollouts, and the restart with 150,000 pods",
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), "engenho-bench-"));
    let directories = 0;
    const open = () => createLmdbStore({ directory: join(folder, String(directories++)) });
    try {
      return [
        await creates(context, open),
        await rollouts(context, open),
        await restart(context, join(folder, "restart")),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

type OpenStore = () => Promise<MemoryStore>;

async function creates({ quick }: BenchmarkContext, open: OpenStore): Promise<ResultTable> {
  const rows: (readonly Cell[])[] = [];
  for (const concurrency of [1, 100, 1000]) {
    const count = quick ? 200 : concurrency === 1 ? 500 : 20_000;
    const [memory, lmdb] = [
      await fill(createMemoryStore(), count, concurrency),
      await fill(await open(), count, concurrency),
    ];
    rows.push([`${concurrency} at a time`, memory, lmdb, rounded(lmdb / memory)]);
  }
  return {
    title: "Creates of pods, in process, per second",
    columns: ["writers", "memory", "lmdb", "lmdb / memory"],
    rows,
    notes: ["A create in a directory is answered when it is on the disk: a single writer measures the disk."],
  };
}

/** Creates pods, so many at a time; returns how many per second. Closes the store. */
async function fill(store: MemoryStore, count: number, concurrency: number): Promise<number> {
  const { template } = deployment({ name: "web", replicas: 1 }).spec;
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const metadata = { name: `web-${String(next++).padStart(6, "0")}`, namespace: "default", labels: { app: "web" } };
      await store.create({ apiVersion: "v1", kind: "Pod", metadata, spec: template.spec } as never);
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: concurrency }, writer));
  const perSecond = Math.round((count * 1000) / (performance.now() - startMs));
  await store.close();
  return perSecond;
}

async function rollouts(context: BenchmarkContext, open: OpenStore): Promise<ResultTable> {
  const rows: (readonly Cell[])[] = [];
  const processor: string[] = [];
  for (const pods of sizesOf(context, { quick: [50], usual: [1000] })) {
    const startMs = processorMs();
    const memory = await measure(context, pods);
    const memoryMs = processorMs() - startMs;
    const lmdb = await measure(context, pods, await open());
    const lmdbMs = processorMs() - startMs - memoryMs;
    const perRun = (ms: number) => rounded(ms / 1000 / (context.runs + 1));
    processor.push(`${pods} pods: ${perRun(memoryMs)} s in memory, ${perRun(lmdbMs)} s with lmdb`);
    const medianOf = (runs: readonly RolloutTimes[], key: keyof RolloutTimes) =>
      median(runs.slice(1).map((run) => run[key]));
    for (const [key, title] of rolloutPhases) {
      const [inMemory, onDisk] = [medianOf(memory, key), medianOf(lmdb, key)];
      rows.push([
        `${pods.toLocaleString("en-US")} pods, ${title}`,
        rounded(inMemory),
        rounded(onDisk),
        rounded(inMemory / onDisk),
      ]);
    }
  }
  return {
    title: "Rollouts with hollow nodes, in process, in seconds",
    columns: ["phase", "memory", "lmdb", "speed of lmdb / memory"],
    rows,
    notes: [
      `Medians of ${context.runs} runs after a first one. The target is half of memory's speed.`,
      `Processor time of all threads per run: ${processor.join("; ")}.`,
    ],
  };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function restart({ quick }: BenchmarkContext, directory: string): Promise<ResultTable> {
  const count = quick ? 500 : 150_000;
  await fill(await createLmdbStore({ directory }), count, 1000);
  let startMs = performance.now();
  const store = await createLmdbStore({ directory });
  await store.get(podKind, { namespace: "default", name: "web-000000" });
  const ready = performance.now() - startMs;
  startMs = performance.now();
  await store.list(podKind);
  const listed = performance.now() - startMs;
  globalThis.gc?.();
  const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
  await store.close();
  return {
    title: "Restart",
    columns: ["pods", "ready, ms", "first list of all, ms", "resident afterwards, MB"],
    rows: [[count.toLocaleString("en-US"), Math.round(ready), Math.round(listed), megabytes]],
    notes: ["Ready: the file is verified and a pod can be read."],
  };
}

import { ApiClient } from "../client/api-client.js";
import { DeploymentWatch } from "../client/deployments.js";
import type { Benchmark, Cell } from "../harness/benchmark.js";
import { rounded } from "../harness/statistics.js";
import { Program } from "../server/program.js";
import { deployment, imagePatch, service } from "../world/manifests.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const width = 20;
const replicas = 25;
const lookEveryMs = 2_000;

/** Deployments are created, rolled, scaled down and deleted as fast as possible; memory is measured every minute. */
export const soak: Benchmark = {
  name: "soak",
  summary: "churn at full speed for --minutes (default 60), memory after each minute; pnpm bench:soak",
  onlyByName: true,
  async run({ minutes, say }) {
    const program = await Program.start();
    const client = await ApiClient.connect(program.access);
    const rows: (readonly Cell[])[] = [];
    const startedMs = performance.now();
    let rounds = 0;
    let stopped = false;
    const churn = async () => {
      const watch = await DeploymentWatch.open(client);
      while (!stopped) {
        await round(client, watch, rounds++);
      }
      watch.close();
    };
    const churning = churn();
    try {
      for (let minute = 1; minute <= Math.max(1, minutes); minute++) {
        const untilMs = startedMs + minute * 60_000;
        let seen: Awaited<ReturnType<typeof look>>;
        let lowestHeapMB = Number.POSITIVE_INFINITY;
        do {
          const wait = Math.min(lookEveryMs, untilMs - performance.now());
          await Promise.race([churning, new Promise((resolve) => setTimeout(resolve, wait))]);
          seen = await look(client);
          lowestHeapMB = Math.min(lowestHeapMB, seen.heapMB);
        } while (performance.now() < untilMs);
        const { heapMB, objects } = seen;
        const residentMB = program.residentMB;
        rows.push([
          minute,
          rounds * width,
          Math.round(residentMB),
          rounded(heapMB),
          rounded(lowestHeapMB),
          objects,
          rounded(program.processorSeconds),
        ]);
        say(
          `minute ${minute}: ${rounds * width} Deployments so far, resident ${residentMB.toFixed(0)} MB, heap ${heapMB.toFixed(0)} MB, at the least ${lowestHeapMB.toFixed(0)} MB`,
        );
      }
    } finally {
      stopped = true;
      await churning;
      client.close();
      await program.stop();
    }
    return [
      {
        title: "Soak: churn at full speed",
        columns: [
          "minute",
          "Deployments so far",
          "resident, MB",
          "heap, MB",
          "lowest heap in this minute, MB",
          "objects",
          "processor, s",
        ],
        rows,
        notes: [
          `${width} Deployments of ${replicas} pods at a time, each with a Service: created, rolled, halved, deleted. The heap is as found, garbage included; its lowest, of a look every two seconds, is what a collection has just left, about. The client also deletes all Events after each round: they would be kept for an hour, as upstream keeps them, and memory would grow with them meanwhile.`,
        ],
      },
    ];
  },
};

async function round(client: ApiClient, watch: DeploymentWatch, number: number): Promise<void> {
  const names = Array.from({ length: width }, (_, index) => `soak-${number}-${index}`);
  const each = (act: (name: string) => Promise<unknown>) => Promise.all(names.map(act));
  await each(async (name) => {
    await client.call({ method: "POST", path: "/api/v1/namespaces/default/services", body: service(name, name) });
    await client.call({ method: "POST", path: deployments, body: deployment({ name, replicas }) });
  });
  await watch.untilComplete(width);
  const contentType = "application/strategic-merge-patch+json";
  const patch = (name: string, body: unknown) =>
    client.call({ method: "PATCH", path: `${deployments}/${name}`, contentType, body });
  await each((name) => patch(name, imagePatch(`nginx:${number}`)));
  await watch.untilComplete(width);
  await each((name) => patch(name, { spec: { replicas: Math.floor(replicas / 2) } }));
  await watch.untilComplete(width);
  await each(async (name) => {
    await client.call({ method: "DELETE", path: `${deployments}/${name}` });
    await client.call({ method: "DELETE", path: `/api/v1/namespaces/default/services/${name}` });
  });
  await client.call({ method: "DELETE", path: "/api/v1/namespaces/default/events" });
}

async function look(client: ApiClient): Promise<{ readonly heapMB: number; readonly objects: number }> {
  const { body } = await client.send({ method: "GET", path: "/metrics" });
  const text = body.toString();
  const heap = Number(/^nodejs_heap_size_used_bytes ([\d.e+]+)$/m.exec(text)?.[1]);
  const counts = [...text.matchAll(/^apiserver_storage_objects\{[^}]*\} (\d+)$/gm)].map((match) => Number(match[1]));
  return { heapMB: heap / 1e6, objects: counts.reduce((sum, count) => sum + count, 0) };
}

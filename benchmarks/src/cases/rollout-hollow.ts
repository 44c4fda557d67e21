import { type Access, ApiClient } from "../client/api-client.js";
import { DeploymentWatch, isComplete } from "../client/deployments.js";
import { PodCounter } from "../client/pod-counter.js";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { rounded } from "../harness/statistics.js";
import { Program } from "../server/program.js";
import { deployment, imagePatch, service } from "../world/manifests.js";
import {
  baselineNote,
  manyDeploymentsTable,
  type RolloutTimes,
  rolloutColumns,
  rolloutRows,
  secondsSince,
} from "./rollout-times.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";

/** One Deployment behind a Service, with the program's hollow nodes; the client only applies and watches. */
export const rolloutHollow: Benchmark = {
  name: "rollout-hollow",
  summary: "one Deployment of 1,000 to 10,000 pods on hollow nodes, and 600 Deployments of one pod, over HTTPS",
  async run(context) {
    const sizes = sizesOf(context, { quick: [100], usual: [1000, 3000, 5000, 10_000] });
    const rows: (readonly Cell[])[] = [];
    const process: (readonly Cell[])[] = [];
    for (const pods of sizes) {
      const runs = pods >= 10_000 ? Math.min(3, context.runs) : context.runs;
      const measured = await measure(context, { pods, runs: runs + 1 });
      rows.push(...rolloutRows(pods, measured.times));
      process.push([
        `after the runs of ${pods.toLocaleString("en-US")} pods`,
        measured.residentMB,
        measured.cpuSeconds,
      ]);
    }
    return [
      {
        title: "Rollout with hollow nodes, over HTTPS",
        columns: rolloutColumns,
        rows,
        notes: [
          `One process per size, one run after the other in it: the first with cold code, then the median of ${context.runs} (3 for 10,000 pods).`,
          baselineNote({}),
        ],
      },
      { title: "The program after these runs", columns: ["when", "resident, MB", "processor, s"], rows: process },
      await manyDeployments(context),
    ];
  },
};

async function measure(
  { say }: BenchmarkContext,
  { pods, runs }: { readonly pods: number; readonly runs: number },
): Promise<{ readonly times: readonly RolloutTimes[]; readonly residentMB: number; readonly cpuSeconds: number }> {
  const program = await Program.start();
  try {
    const times = await rolloutsOf(program.access, { say, pods, runs });
    return {
      times,
      residentMB: Math.round(program.residentMB),
      cpuSeconds: rounded(program.processorSeconds),
    };
  } finally {
    await program.stop();
  }
}

/** Rollouts of one Deployment, one run after the other. */
export async function rolloutsOf(
  access: Access,
  { say, pods, runs }: Pick<BenchmarkContext, "say" | "runs"> & { readonly pods: number },
): Promise<readonly RolloutTimes[]> {
  const client = await ApiClient.connect(access);
  const watch = await DeploymentWatch.open(client);
  const times: RolloutTimes[] = [];
  try {
    await client.call({ method: "POST", path: "/api/v1/namespaces/default/services", body: service("web", "web") });
    for (let run = 0; run < runs; run++) {
      const measured = await rollout(client, watch, pods);
      say(`${pods} pods, run ${run + 1} of ${runs}: available after ${measured.available.toFixed(2)} s`);
      times.push(measured);
    }
    return times;
  } finally {
    client.close();
  }
}

async function rollout(client: ApiClient, watch: DeploymentWatch, pods: number): Promise<RolloutTimes> {
  const path = `${deployments}/web`;
  let startMs = performance.now();
  const created = client.call({ method: "POST", path: deployments, body: deployment({ name: "web", replicas: pods }) });
  await watch.until("web", ({ status }) => status?.replicas === pods);
  const exist = secondsSince(startMs);
  await watch.until("web", isComplete);
  const available = secondsSince(startMs);
  await created;

  startMs = performance.now();
  const contentType = "application/strategic-merge-patch+json";
  await watch.untilRolled(
    "web",
    await client.call({ method: "PATCH", path, contentType, body: imagePatch("nginx:1.28") }),
  );
  const rolled = secondsSince(startMs);

  const counter = await PodCounter.open(client);
  await counter.until(pods);
  const half = Math.ceil(pods / 2);
  startMs = performance.now();
  await client.call({ method: "PATCH", path, contentType, body: { spec: { replicas: half } } });
  await counter.until(half);
  const scaled = secondsSince(startMs);
  await watch.until("web", (state) => state.spec.replicas === half && isComplete(state));

  startMs = performance.now();
  await client.call({ method: "DELETE", path, body: { propagationPolicy: "Background" } });
  await counter.until(0);
  const deleted = secondsSince(startMs);
  counter.close();
  return { exist, available, rolled, scaled, deleted };
}

async function manyDeployments({ quick, runs }: BenchmarkContext): Promise<ResultTable> {
  const count = quick ? 60 : 600;
  const program = await Program.start();
  const client = await ApiClient.connect(program.access);
  const watch = await DeploymentWatch.open(client);
  const available: number[] = [];
  const deleted: number[] = [];
  try {
    for (let run = 0; run <= runs; run++) {
      const names = Array.from({ length: count }, (_, index) => `web-${index}`);
      const counter = await PodCounter.open(client);
      let startMs = performance.now();
      const created = names.map((name) =>
        client.call({ method: "POST", path: deployments, body: deployment({ name, replicas: 1 }) }),
      );
      await watch.untilComplete(count);
      available.push(secondsSince(startMs));
      await Promise.all(created);
      startMs = performance.now();
      await Promise.all(
        names.map((name) =>
          client.call({ method: "DELETE", path: `${deployments}/${name}`, body: { propagationPolicy: "Background" } }),
        ),
      );
      await counter.until(0);
      deleted.push(secondsSince(startMs));
      counter.close();
    }
  } finally {
    client.close();
    await program.stop();
  }
  return manyDeploymentsTable(`${count} Deployments of one pod, over HTTPS`, { count, available, deleted });
}

import { join } from "node:path";
import { type Benchmark, type BenchmarkContext, type Cell, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { processorMs, residentMegabytes } from "../server/child-process.js";
import { EtcdProcess } from "../server/etcd-process.js";
import { type ControlPlane, Program } from "../server/program.js";
import { Upstream } from "../server/upstream.js";
import { type KubeletRollouts, measureWithKubelet } from "./kubelet-rollouts.js";
import { type RolloutTimes, rolloutPhases } from "./rollout-times.js";

interface Setup {
  readonly title: string;
  start(binaries: string): Promise<ControlPlane>;
}

/** What the others are compared with comes first. */
const setups: readonly Setup[] = [
  { title: "Kubernetes", start: (binaries) => Upstream.start(binaries) },
  { title: "engenho over the same etcd", start: startOverEtcd },
  {
    title: "kube-apiserver, engenho's controllers",
    start: (binaries) => Upstream.start(binaries, { controllers: "engenho" }),
  },
];

/** Kubernetes, engenho over etcd, and engenho's controllers over kube-apiserver, with the same client as kubelet. */
export const kubernetes: Benchmark = {
  name: "kubernetes",
  summary:
    "rollouts with Kubernetes, engenho over its etcd, and engenho's controllers over its API server (--upstream)",
  async run(context) {
    const { upstream } = context;
    if (upstream === undefined) {
      context.say("skipped: --upstream names no folder with Kubernetes' binaries");
      return [];
    }
    const rows: (readonly Cell[])[] = [];
    const usage: (readonly Cell[])[] = [];
    for (const pods of sizesOf(context, { quick: [50], usual: [1000] })) {
      const measured: KubeletRollouts[] = [];
      for (const setup of setups) measured.push(await measure(context, { setup, pods, upstream }));
      for (const [key, title] of rolloutPhases) rows.push(rowOf(`${count(pods)} pods, ${title}`, measured, key));
      for (const [at, { residentMB, serverSeconds }] of measured.entries()) {
        usage.push([`${setups[at]?.title}, after the runs of ${count(pods)} pods`, residentMB, serverSeconds]);
      }
    }
    return [
      {
        title: "Rollouts with the client playing the kubelet, beside Kubernetes, in seconds",
        columns: ["phase", ...setups.flatMap(({ title }, at) => (at === 0 ? [title] : [title, "times faster"]))],
        rows,
        notes: [
          `Medians of ${context.runs} runs after a first one, each setup in processes of its own, in the same run of the benchmark.`,
          "The same binary of etcd, which does not wait for the disk; no rate limits. Times faster: than Kubernetes, in the column before.",
        ],
      },
      { title: "All processes of each setup", columns: ["when", "resident, MB", "processor, s"], rows: usage },
    ];
  },
};

async function measure(
  context: BenchmarkContext,
  { setup, pods, upstream }: { readonly setup: Setup; readonly pods: number; readonly upstream: string },
): Promise<KubeletRollouts> {
  const say = (text: string) => context.say(`${setup.title}: ${text}`);
  return measureWithKubelet({ ...context, say }, pods, () => setup.start(upstream));
}

function rowOf(title: string, measured: readonly KubeletRollouts[], key: keyof RolloutTimes): readonly Cell[] {
  const medians = measured.map(({ times }) => median(times.slice(1).map((run) => run[key])));
  const [reference = Number.NaN] = medians;
  const cells = medians.flatMap((seconds, at) =>
    at === 0 ? [rounded(seconds)] : [rounded(seconds), rounded(reference / seconds)],
  );
  return [title, ...cells];
}

async function startOverEtcd(binaries: string): Promise<ControlPlane> {
  const etcd = await EtcdProcess.start(join(binaries, "etcd"));
  const program = await Program.start(["--etcd-servers", etcd.url, "--nodes", "0"]).catch(async (error: unknown) => {
    await etcd.stop();
    throw error;
  });
  return {
    access: program.access,
    get residentMB() {
      return program.residentMB + residentMegabytes(etcd.pid);
    },
    get processorSeconds() {
      return program.processorSeconds + processorMs(etcd.pid) / 1000;
    },
    async stop() {
      await program.stop();
      await etcd.stop();
    },
  };
}

function count(pods: number): string {
  return pods.toLocaleString("en-US");
}

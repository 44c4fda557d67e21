import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { ControllersProcess } from "../server/controllers-process.js";
import { EtcdProcess } from "../server/etcd-process.js";
import { Program } from "../server/program.js";
import { rolloutsOf } from "./rollout-hollow.js";
import { type RolloutTimes, rolloutPhases } from "./rollout-times.js";

/** A control plane to be measured. */
interface Setup {
  readonly title: string;
  /** Starts it; returns the program that clients use, and what stops all of it. */
  start(): Promise<{ readonly program: Program; stop(): Promise<void> }>;
}

/** The same rollouts with the objects in each store, and with the controllers in a process of their own. */
export const cluster: Benchmark = {
  name: "cluster",
  summary: "rollouts over HTTPS with each store, and with the controllers in a process of their own",
  async run(context) {
    const setups = [memory, lmdb, ...(EtcdProcess.isInstalled() ? [etcd] : []), remote];
    const rows: (readonly Cell[])[] = [];
    for (const pods of sizesOf(context, { quick: [50], usual: [1000] })) {
      const measured: (readonly RolloutTimes[])[] = [];
      for (const setup of setups) measured.push(await measure(context, setup, pods));
      for (const [key, title] of rolloutPhases) {
        const medians = measured.map((runs) => rounded(median(runs.slice(1).map((run) => run[key]))));
        rows.push([`${pods.toLocaleString("en-US")} pods, ${title}`, ...medians]);
      }
    }
    const table: ResultTable = {
      title: "Rollouts with hollow nodes, over HTTPS, in seconds",
      columns: ["phase", ...setups.map(({ title }) => title)],
      rows,
      notes: [
        `Medians of ${context.runs} runs after a first one, each setup in processes of its own, in the same run of the benchmark.`,
        "The data directory is in the system's folder for temporary files; etcd does not wait for the disk.",
        "With controllers apart, the program only serves the API and runs hollow nodes; `engenho kube-controller-manager` does the rest.",
        ...(EtcdProcess.isInstalled() ? [] : ["etcd is not installed: its column is missing."]),
      ],
    };
    return [table];
  },
};

async function measure(context: BenchmarkContext, setup: Setup, pods: number): Promise<readonly RolloutTimes[]> {
  const { program, stop } = await setup.start();
  try {
    const say = (text: string) => context.say(`${setup.title}: ${text}`);
    return await rolloutsOf(program.access, { say, pods, runs: context.runs + 1 });
  } finally {
    await stop();
  }
}

const memory: Setup = {
  title: "memory",
  async start() {
    const program = await Program.start();
    return { program, stop: () => program.stop() };
  },
};

const lmdb: Setup = {
  title: "lmdb",
  async start() {
    const folder = mkdtempSync(join(tmpdir(), "engenho-bench-data-"));
    const program = await Program.start(["--data-dir", folder]);
    return {
      program,
      async stop() {
        await program.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

const etcd: Setup = {
  title: "etcd",
  async start() {
    const server = await EtcdProcess.start();
    const program = await Program.start(["--etcd-servers", server.url]);
    return {
      program,
      async stop() {
        await program.stop();
        await server.stop();
      },
    };
  },
};

const remote: Setup = {
  title: "controllers apart",
  async start() {
    // No controllers of its own: nobody creates the ServiceAccounts that Pods would need.
    const program = await Program.start(["--controllers=-gc", "--disable-admission-plugins=ServiceAccount"]);
    const controllers = await ControllersProcess.start(program.kubeconfig);
    return {
      program,
      async stop() {
        await controllers.stop();
        await program.stop();
      },
    };
  },
};

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkContext, Cell } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { residentMegabytes } from "../server/child-process.js";
import { type StandIn, writeStandIns } from "../server/stand-in.js";

/** What the stand-ins for envtest's binaries cost a test suite. */
export const envtest: Benchmark = {
  name: "envtest",
  summary: "the stand-ins for kube-apiserver and etcd, as envtest starts them: time to healthy, resident memory",
  async run(context) {
    const folder = mkdtempSync(join(tmpdir(), "engenho-bench-"));
    try {
      const { kubeApiserver, etcd } = writeStandIns(folder);
      return [
        {
          title: "Stand-ins for envtest's binaries",
          columns: ["what", "healthy after, ms", "slowest", "resident when healthy, MB", "resident 3 s later, MB"],
          rows: [
            await row("kube-apiserver", () => kubeApiserver(), context),
            await row("etcd", etcd, context),
            await row("kube-apiserver with all controllers, 2 nodes", withControllers, context),
          ],
          notes: [
            `Medians of ${context.runs} runs, with the flags of controller-runtime, without NODE_EXTRA_CA_CERTS. The aims: 300 ms, 70 MB each.`,
          ],
        },
      ];

      function withControllers(): Promise<StandIn> {
        return kubeApiserver({ ENGENHO_CONTROLLERS: "*", ENGENHO_NODES: "2" });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function row(name: string, start: () => Promise<StandIn>, context: BenchmarkContext): Promise<readonly Cell[]> {
  const ready: number[] = [];
  const atOnce: number[] = [];
  const later: number[] = [];
  for (let run = 0; run <= context.runs; run++) {
    const standIn = await start();
    const resident = residentMegabytes(standIn.pid);
    await sleep(context.quick ? 200 : 3000);
    // The first run reads from disk.
    if (run > 0) {
      ready.push(standIn.readyMs);
      atOnce.push(resident);
      later.push(residentMegabytes(standIn.pid));
    }
    await standIn.stop();
  }
  return [name, ...[median(ready), Math.max(...ready), median(atOnce), median(later)].map(rounded)];
}

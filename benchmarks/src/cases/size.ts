import { fork } from "node:child_process";
import { join } from "node:path";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { type MeasuredSize, podsPerDeployment } from "../size/measured-size.js";
import type { Stall } from "../world/event-loop.js";

/** The runs of one size, each in a process of its own, so that none inherits another's heap or warm code. */
interface Size {
  readonly pods: number;
  readonly runs: readonly MeasuredSize[];
}

/** A process that holds more and more objects, and the cost of a small change in it. */
export const size: Benchmark = {
  name: "size",
  summary: "1,000, 10,000 and 150,000 pods in one process: memory, cost of one change, stalls",
  async run(context) {
    const sizes: Size[] = [];
    for (const pods of sizesOf(context, { quick: [300, 900], usual: [1000, 10_000, 150_000] })) {
      const runs: MeasuredSize[] = [];
      for (let run = 1; run <= context.runs; run++) {
        const measured = await measure(pods);
        report(context, measured, run);
        runs.push(measured);
      }
      sizes.push({ pods, runs });
    }
    return [sizeTable(sizes), partsTable(sizes), changeTable(sizes), everythingTable(sizes)];
  },
};

function measure(pods: number): Promise<MeasuredSize> {
  const child = fork(join(__dirname, "size/size-process.cjs"), [String(pods)], {
    // No source maps: the first Error whose stack is read would parse them, for 170 ms.
    execArgv: ["--expose-gc", "--max-old-space-size=8192"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as MeasuredSize));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the process of ${pods} pods ended with ${code} and no result`)));
  });
}

function report({ say, runs }: BenchmarkContext, measured: MeasuredSize, run: number): void {
  const { pods, loadSeconds, heapMB, troubles } = measured;
  say(`${pods} pods, run ${run} of ${runs}: loaded in ${loadSeconds.toFixed(1)} s, heap ${heapMB.toFixed(0)} MB`);
  if (troubles.length > 0) say(troubles.slice(0, 3).join("; "));
}

function middle({ runs }: Size, read: (run: MeasuredSize) => number): number {
  return median(runs.map(read));
}

function sizeTable(sizes: readonly Size[]): ResultTable {
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
    rows: sizes.map((each): readonly Cell[] => [
      count(each.pods),
      rounded(middle(each, (run) => run.loadSeconds)),
      Math.round(middle(each, (run) => run.pods / run.loadSeconds)),
      Math.round(middle(each, (run) => run.heapMB)),
      Math.round(middle(each, (run) => run.residentMB)),
      Math.round(middle(each, (run) => run.bytesPerPod)),
      stallCell(each, (run) => run.whileLoading),
    ]),
    notes: [
      `Medians of the runs, each in a process of its own. With N pods: N/${podsPerDeployment} Deployments, as many hollow nodes, twice as many Services, each in front of ${podsPerDeployment} pods. Everything comes from the controllers. Bytes per pod include its share of all of that, its Events, and the watch log.`,
    ],
  };
}

function partsTable(sizes: readonly Size[]): ResultTable {
  const parts = sizes.at(-1)?.runs[0]?.parts.map(({ part }) => part) ?? [];
  return {
    title: "Size: where the heap's bytes per pod go",
    columns: ["part", ...sizes.map(({ pods }) => `${count(pods)} pods`)],
    rows: parts.map((part, index): readonly Cell[] => [
      part,
      ...sizes.map((each) => Math.round(middle(each, (run) => run.parts[index]?.bytesPerPod ?? Number.NaN))),
    ]),
    notes: [
      "Medians of the runs. Each part is what the heap is less when it is gone too, from the top: its objects and what indexes and memos hold for them. The numbers of objects are those of the largest size.",
    ],
  };
}

function changeTable(sizes: readonly Size[]): ResultTable {
  const row = (title: string, read: (run: MeasuredSize) => number): readonly Cell[] => {
    const values = sizes.map((each) => middle(each, read));
    return [title, ...values.map(rounded), rounded(Math.max(...values) / Math.min(...values))];
  };
  return {
    title: "Size: what one change costs until everything is quiet again, ms",
    columns: ["change", ...sizes.map(({ pods }) => `${count(pods)} pods`), "dearest / cheapest"],
    rows: [
      row("one pod unready and ready again", (run) => run.podChangeMs),
      row("rollout of a Deployment of 10 pods", (run) => run.rolloutMs),
      row("one Service's target port", (run) => run.serviceChangeMs),
      ["longest stall meanwhile (collection)", ...sizes.map((each) => stallCell(each, (run) => run.whileChanging)), ""],
    ],
    notes: [
      "Each run's figure is the median of 40 samples, the first quarter left out; the table's is the runs' median.",
    ],
  };
}

function everythingTable(sizes: readonly Size[]): ResultTable {
  const controllers = sizes[0]?.runs[0]?.everything.map(({ controller }) => controller) ?? [];
  return {
    title: "Size: one tick of everything per controller, and the longest stall in it (collection), ms",
    columns: ["controller", ...sizes.map(({ pods }) => `${count(pods)} pods`)],
    rows: controllers.map((controller, index): readonly Cell[] => [
      controller,
      ...sizes.map((each) => {
        const seconds = rounded(middle(each, (run) => run.everything[index]?.seconds ?? Number.NaN));
        return `${seconds} s, ${stallCell(each, (run) => run.everything[index]?.stall)}`;
      }),
    ]),
    notes: ["Medians of the runs."],
  };
}

/** The longest stall, and in brackets the longest pause of the garbage collector, in milliseconds. */
function stallCell(each: Size, read: (run: MeasuredSize) => Stall | undefined): string {
  const longest = middle(each, (run) => read(run)?.longestMs ?? Number.NaN);
  const collection = middle(each, (run) => read(run)?.longestCollectionMs ?? Number.NaN);
  return `${Math.round(longest)} (${Math.round(collection)})`;
}

function count(pods: number): string {
  return pods.toLocaleString("en-US");
}

import { type Benchmark, type Cell, sizesOf } from "../harness/benchmark.js";
import { Program } from "../server/program.js";
import { measureUpstream, measureWithKubelet } from "./kubelet-rollouts.js";
import { baselineNote, rolloutColumns, rolloutRows } from "./rollout-times.js";

/** The same set-up as the baseline's: no hollow nodes; the client binds, reports and removes each pod over HTTPS. */
export const rolloutKubelet: Benchmark = {
  name: "rollout-kubelet",
  summary: "one Deployment of 100 to 3,000 pods with --nodes 0, the client playing the kubelet over HTTPS",
  async run(context) {
    const rows: (readonly Cell[])[] = [];
    const process: (readonly Cell[])[] = [];
    for (const pods of sizesOf(context, { quick: [100], usual: [100, 500, 1000, 3000] })) {
      const after = `after the runs of ${pods.toLocaleString("en-US")} pods`;
      const ours = await measureWithKubelet(context, pods, () => Program.start(["--nodes", "0"]));
      process.push([after, ours.residentMB, ours.serverSeconds, ours.clientSeconds]);
      const theirs = await measureUpstream(context, pods);
      if (theirs !== undefined) {
        process.push([`Kubernetes, ${after}`, theirs.residentMB, theirs.serverSeconds, theirs.clientSeconds]);
      }
      rows.push(...rolloutRows(pods, ours.times, theirs?.times));
    }
    return [
      {
        title: "Rollout with the client playing the kubelet, over HTTPS",
        columns: rolloutColumns,
        rows,
        notes: [
          `One process per size, one run after the other in it: the first with cold code, then the median of ${context.runs}.`,
          baselineNote(context),
          "The client makes 2 requests per pod that comes and 1 per pod that goes, and reads a watch of all pods.",
        ],
      },
      {
        title: "Program and client after these runs",
        columns: ["when", "program resident, MB", "program processor, s", "client processor, s"],
        rows: process,
      },
    ];
  },
};

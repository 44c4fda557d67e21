import { ApiClient } from "../client/api-client.js";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { Program } from "../server/program.js";
import { type Definition, definitions } from "../world/definitions.js";
import { memoryOf } from "./crds-memory.js";
import { phasesOf } from "./crds-phases.js";

const bytesEach = 78_000;
const largeBytes = 1_000_000;

/** CustomResourceDefinitions at the scale of a real cluster. */
export const crds: Benchmark = {
  name: "crds",
  summary: "500 CustomResourceDefinitions of 100 kB: time of each, longest turns, documents, lists, memory, deletion",
  async run(context) {
    const tables: ResultTable[] = [];
    for (const count of sizesOf(context, { quick: [20], usual: [500] })) {
      tables.push(await memoryOf(definitions(count, bytesEach)));
      const all = [...definitions(count, bytesEach)];
      const large = inGroup("large.example.com", definitions(1, largeBytes, 2));
      const runs: Measured[] = [];
      for (let run = 0; run < (context.quick ? 1 : context.runs); run++) {
        const program = await Program.start(["--nodes", "0"], { withTurns: true });
        try {
          runs.push(await measure(context, program, { all, large }));
        } finally {
          await program.stop();
        }
      }
      tables.push(tableOf(all, runs));
    }
    return tables;
  },
};

/** The results of one run of the program: numbers by the title of their row, and the notes below the table. */
interface Measured {
  readonly rows: ReadonlyMap<string, readonly number[]>;
  readonly residentMB: number;
  readonly deletionSeconds: number;
}

async function measure(
  context: BenchmarkContext,
  program: Program,
  world: { readonly all: readonly Definition[]; readonly large: Definition },
): Promise<Measured> {
  const client = await ApiClient.connect(program.access);
  const rows = new Map<string, readonly number[]>();
  const baseMB = program.residentMB;
  let residentMB = 0;
  let deletionSeconds = 0;
  // Nobody waits before the ready line.
  await program.takeTurns();
  try {
    for (const { title, work, isDeletion } of phasesOf(client, world)) {
      if (isDeletion === true) residentMB = program.residentMB - baseMB;
      const before = program.processorSeconds;
      const times = await work();
      if (isDeletion === true) deletionSeconds = program.processorSeconds - before;
      const { longestMs, longestOwnMs } = await program.takeTurns();
      const tenth = Math.max(1, Math.floor(times.length / 10));
      const cells = [median(times.slice(0, tenth)), median(times.slice(-tenth)), longestOwnMs, longestMs];
      rows.set(title, cells);
      context.say(`${title}: ${cells.map(rounded).join(", ")}`);
    }
  } finally {
    client.close();
  }
  return { rows, residentMB, deletionSeconds };
}

/** The first of several definitions, in a group of its own. */
function inGroup(group: string, [first]: Iterable<Definition>): Definition {
  if (first === undefined) throw new Error("there is no definition");
  const moved = (text: string) => text.replaceAll(first.group, group);
  return { ...first, group, name: moved(first.name), text: Buffer.from(moved(first.text)).toString() };
}

function tableOf(all: readonly Definition[], runs: readonly Measured[]): ResultTable {
  const jsonMB = all.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
  const middle = (value: (run: Measured) => number) => rounded(median(runs.map(value)));
  const rows: Cell[][] = [...(runs[0]?.rows.keys() ?? [])].map((title) => [
    title,
    ...[0, 1, 2, 3].map((column) => middle((run) => run.rows.get(title)?.[column] ?? Number.NaN)),
  ]);
  return {
    title: `${all.length} CustomResourceDefinitions, ${rounded(jsonMB)} MB of JSON`,
    columns: ["what", "first tenth, ms", "last tenth, ms", "longest turn, processor ms", "with V8's collector, ms"],
    rows,
    notes: [
      `Medians of ${runs.length} runs. Resident beside an empty program, with all documents made: ${middle(({ residentMB }) => residentMB)} MB. Deletion took ${middle(({ deletionSeconds }) => deletionSeconds)} s of processor.`,
    ],
  };
}

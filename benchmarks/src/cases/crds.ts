import { gunzipSync } from "node:zlib";
import { ApiClient } from "../client/api-client.js";
import { Prober } from "../client/prober.js";
import { type Benchmark, type BenchmarkContext, type Cell, type ResultTable, sizesOf } from "../harness/benchmark.js";
import { median, quantile, rounded } from "../harness/statistics.js";
import { Program } from "../server/program.js";
import { type Definition, definitions } from "../world/definitions.js";
import { memoryOf } from "./crds-memory.js";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const bytesEach = 78_000;

/** CustomResourceDefinitions at the scale of a real cluster. */
export const crds: Benchmark = {
  name: "crds",
  summary: "500 CustomResourceDefinitions of 80 kB: time of each, other clients' waits, documents, memory, deletion",
  async run(context) {
    const tables: ResultTable[] = [];
    for (const count of sizesOf(context, { quick: [20], usual: [500] })) {
      tables.push(await memoryOf(definitions(count, bytesEach)));
      const all = [...definitions(count, bytesEach)];
      const program = await Program.start(["--nodes", "0"]);
      try {
        tables.push(await measure(context, program, all));
      } finally {
        await program.stop();
      }
    }
    return tables;
  },
};

async function measure(context: BenchmarkContext, program: Program, all: readonly Definition[]): Promise<ResultTable> {
  const client = await ApiClient.connect(program.access);
  const prober = await Prober.start(program.access);
  const rows: Cell[][] = [];
  const add = (title: string, times: readonly number[]) => {
    const tenth = Math.max(1, Math.floor(times.length / 10));
    const waits = prober.take();
    const cells = [
      median(times.slice(0, tenth)),
      median(times.slice(-tenth)),
      quantile(waits, 0.99),
      quantile(waits, 1),
    ];
    rows.push([title, ...cells.map(rounded)]);
    context.say(`${title}: ${cells.map(rounded).join(", ")}`);
  };
  const baseMB = program.residentMB;
  const timed = async (work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  try {
    const half = Math.floor(all.length / 2);
    const create = (definition: Definition) =>
      client.accept({ method: "POST", path: `${path}?fieldManager=bench`, text: definition.text });
    const installed: number[] = [];
    for (const definition of all.slice(0, half)) installed.push(await timed(() => create(definition)));
    add("create, one after the other", installed);
    const documents: number[] = [];
    for (const [index, definition] of all.slice(half).entries()) {
      await create(definition);
      const fetched = await timed(async () => {
        const { body } = await client.accept({ method: "GET", path: "/openapi/v2", gzip: true });
        if (index === 0)
          context.say(
            `/openapi/v2: ${rounded(body.length / 1e6)} MB, ${rounded(gunzipSync(body).length / 1e6)} MB inflated`,
          );
      });
      documents.push(fetched);
    }
    add("create another, then fetch /openapi/v2", documents);
    const index: number[] = [];
    for (let times = 0; times < 5; times++) {
      index.push(await timed(() => client.accept({ method: "GET", path: "/openapi/v3", gzip: true })));
    }
    add("fetch the index of /openapi/v3, first and again", index);
    const jsonMB = all.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
    const addedMB = program.residentMB - baseMB;
    const objects: number[] = [];
    for (const { group, plural } of all.slice(0, 50)) {
      const body = {
        apiVersion: `${group}/v1`,
        kind: plural.replace("things", "Thing"),
        metadata: { name: "one" },
        spec: {},
      };
      objects.push(
        await timed(() =>
          client.send({
            method: "POST",
            path: `/apis/${group}/v1/namespaces/default/${plural}`,
            text: JSON.stringify(body),
          }),
        ),
      );
    }
    add("create the first object of a kind", objects);
    const removed: number[] = [];
    const processorSeconds = program.processorSeconds;
    for (const { name } of all)
      removed.push(await timed(() => client.accept({ method: "DELETE", path: `${path}/${name}` })));
    add("delete, one after the other", removed);
    const deletion = rounded(program.processorSeconds - processorSeconds);
    return {
      title: `${all.length} CustomResourceDefinitions, ${rounded(jsonMB)} MB of JSON`,
      columns: ["what", "first tenth, ms", "last tenth, ms", "another client waits, p99, ms", "longest, ms"],
      rows,
      notes: [
        `Resident beside an empty program, with all documents made: ${rounded(addedMB)} MB. Deletion took ${deletion} s of processor.`,
      ],
    };
  } finally {
    await prober.stop();
    client.close();
  }
}

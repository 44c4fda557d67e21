import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { benchmarks } from "./catalogue.js";
import { type Arguments, readArguments, usage } from "./harness/arguments.js";
import type { Benchmark, ResultTable } from "./harness/benchmark.js";
import { describeMachine, machineSentence } from "./harness/machine.js";
import { renderTable } from "./harness/table.js";

/** The content of the `--json` file. */
interface Report {
  readonly machine: ReturnType<typeof describeMachine>;
  readonly startedAt: string;
  readonly results: Record<string, readonly ResultTable[]>;
}

async function main(): Promise<void> {
  const read = readArguments(process.argv.slice(2));
  const args = read.profile === undefined ? read : { ...read, profile: resolve(read.profile) };
  if (args.help) {
    const width = Math.max(...benchmarks.map(({ name }) => name.length));
    console.log(`${usage}\n\n${benchmarks.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}`).join("\n")}`);
    return;
  }
  const wanted = chosen(args);
  const report: Report = { machine: describeMachine(), startedAt: new Date().toISOString(), results: {} };
  console.log(`${machineSentence(report.machine)}\n`);
  for (const benchmark of wanted) {
    const tables = await runInChild(benchmark, args);
    report.results[benchmark.name] = tables;
    for (const table of tables) console.log(`${renderTable(table)}\n`);
    if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

function chosen({ only }: Arguments): readonly Benchmark[] {
  for (const name of only) {
    if (!benchmarks.some((each) => each.name === name)) throw new Error(`--only: there is no benchmark "${name}"`);
  }
  return benchmarks.filter((each) => (only.length === 0 ? each.onlyByName !== true : only.includes(each.name)));
}

/** Runs each benchmark in a process of its own, so that none inherits another's heap, warm code or open handles. */
function runInChild(benchmark: Benchmark, args: Arguments): Promise<readonly ResultTable[]> {
  const flags = ["--expose-gc", "--enable-source-maps", ...(benchmark.nodeFlags ?? [])];
  if (args.profile !== undefined) {
    mkdirSync(args.profile, { recursive: true });
    flags.push("--cpu-prof", `--cpu-prof-name=${benchmark.name}.cpuprofile`, `--cpu-prof-dir=${args.profile}`);
  }
  const { runs, quick, minutes, pods } = args;
  const upstream = args.upstream === undefined ? {} : { upstream: resolve(args.upstream) };
  const child = fork(
    join(__dirname, "child.cjs"),
    [JSON.stringify({ name: benchmark.name, runs, quick, minutes, pods, ...upstream })],
    {
      execArgv: flags,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: args.profile === undefined ? process.env : { ...process.env, ENGENHO_BENCH_PROFILE: args.profile },
    },
  );
  const stop = () => child.kill("SIGTERM");
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return new Promise((done, reject) => {
    let tables: readonly ResultTable[] | undefined;
    child.on("message", (message) => {
      tables = message as readonly ResultTable[];
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      if (tables !== undefined && code === 0) done(tables);
      else reject(new Error(`${benchmark.name} ended with ${code ?? signal} and no result`));
    });
  });
}

main().catch((error: unknown) => {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
});

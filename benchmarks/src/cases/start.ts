import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkContext, Cell } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { measuredEnvironment, residentMegabytes } from "../server/child-process.js";
import { Program, programFile } from "../server/program.js";

const managerFolder = join(__dirname, "../../apps/manager");
/** Loaded at run time: in a bundle, it would not find the packages. */
const packagesModule = join(__dirname, "../../scripts/packages.mjs");

/** The time to the ready line, the share of imports, and the memory of an idle program. */
export const start: Benchmark = {
  name: "start",
  summary: "process start to ready line, what the imports take, idle resident memory",
  async run(context) {
    const ready: number[] = [];
    const resident: number[] = [];
    for (let run = 0; run <= context.runs; run++) {
      const program = await Program.start();
      await sleep(context.quick ? 200 : 3000);
      // The first run reads from disk.
      if (run > 0) {
        ready.push(program.readyMs);
        resident.push(residentMegabytes(program.pid));
      }
      await program.stop();
    }
    const rows: (readonly Cell[])[] = [
      ["process start to ready line, ms", rounded(median(ready)), rounded(Math.max(...ready)), "under 250"],
      ["resident memory 3 s later, MB", rounded(median(resident)), rounded(Math.max(...resident)), "under 120"],
      ["the file that a start reads, kB", Math.round(statSync(programFile).size / 1000), Number.NaN, ""],
    ];
    return [
      {
        title: "Start",
        columns: ["what", "median", "max", "aim"],
        rows,
        notes: [`${context.runs} runs, defaults but for the port, without NODE_EXTRA_CA_CERTS.`],
      },
      await imports(context),
    ];
  },
};

/** Each part is bundled separately, as it is in the program, and loaded by a process of its own. */
async function imports({ runs }: BenchmarkContext) {
  const { build } = createRequire(__filename)("esbuild") as typeof import("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "engenho-bench-"));
  const { sourceAliases: alias } = (await import(packagesModule)) as typeof import("../../../scripts/packages.mjs");
  const parts = ["@engenho/core", "@engenho/kinds", "@engenho/registry", "@engenho/apiserver", "commander"];
  // In the program these are separate files, which a start does not read.
  const laterParts = ["pino", "prom-client", "js-yaml"];
  try {
    const rows: (readonly Cell[])[] = [];
    const baseline = load(undefined, runs);
    rows.push(["node alone (-e 0)", Number.NaN, rounded(baseline)]);
    for (const part of [...parts, ...laterParts]) {
      const outfile = join(folder, `${part.replaceAll("/", "_")}.cjs`);
      await build({
        stdin: {
          contents: `import * as all from ${JSON.stringify(part)}; globalThis.all = all;`,
          resolveDir: managerFolder,
        },
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        outfile,
        alias,
        minifyWhitespace: true,
        minifySyntax: true,
        logLevel: "error",
      });
      const name = laterParts.includes(part) ? `${part} (not before it is needed)` : part;
      rows.push([name, Math.round(statSync(outfile).size / 1000), rounded(load(outfile, runs) - baseline)]);
    }
    rows.push(["node:http2, node:tls, node:crypto", Number.NaN, rounded(load("builtin", runs) - baseline)]);
    rows.push([
      "the whole program, up to --version",
      Math.round(statSync(programFile).size / 1000),
      rounded(load("program", runs) - baseline),
    ]);
    return {
      title: "What the imports take",
      columns: ["part, with what it imports itself", "bundle, kB", "ms above node alone"],
      rows,
      notes: [`Medians of ${runs} processes each. The parts share things, so they do not add up to the whole.`],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(what: string | undefined, runs: number): number {
  const args =
    what === undefined
      ? ["-e", "0"]
      : what === "builtin"
        ? ["-e", 'require("node:http2"); require("node:tls"); require("node:crypto")']
        : what === "program"
          ? [programFile, "--version"]
          : [what];
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const startedMs = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: measuredEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr.toString().slice(0, 500)}`);
    if (run > 0) times.push(performance.now() - startedMs);
  }
  return median(times);
}

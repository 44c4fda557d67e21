// `pnpm test:soak`: runs every property test again and again with new seeds, for an hour or `--minutes`; stops at the first
// failure and prints how to reproduce it.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** How long; a round in progress is finished. */
    minutes: { type: "string", default: "60" },
    /** Sequences of each property per round. */
    runs: { type: "string", default: "500" },
    /** Concurrent test files. */
    workers: { type: "string", default: "2" },
  },
});

/** The value of an option that must be a positive number. */
function number(name) {
  const value = Number(values[name]);
  if (value > 0 && (name === "minutes" || Number.isInteger(value))) return value;
  console.error(`--${name}: ${values[name]} is not a positive number`);
  process.exit(1);
}

const minutes = number("minutes");
const runs = number("runs");
const workers = number("workers");

/** By convention: `*properties.test.ts`, and every other test file that imports fast-check. */
function isPropertyFile(path) {
  if (!path.endsWith(".test.ts")) return false;
  return (
    path.endsWith("properties.test.ts") || /from "(@fast-check\/vitest|fast-check)"/.test(readFileSync(path, "utf8"))
  );
}

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["node_modules", "dist"].includes(entry.name)) yield* filesIn(path);
    else if (entry.isFile() && isPropertyFile(path)) yield relative(root, path);
  }
}

const files = ["packages", "apps", "tests", "examples"]
  .flatMap((folder) => [...filesIn(join(root, folder))])
  .filter((file) => positionals.length === 0 || positionals.some((wanted) => file.includes(wanted)));
if (files.length === 0) {
  console.error(`no property test is called like ${positionals.join(" or ")}`);
  process.exit(1);
}

const folder = `${root}node_modules/.engenho`;
const resultFile = `${folder}/soak-results.json`;
const countFile = `${folder}/soak-counts.jsonl`;
mkdirSync(folder, { recursive: true });

/** One round; returns vitest's report, or `undefined` when it was interrupted. */
async function round(seed) {
  rmSync(resultFile, { force: true });
  rmSync(countFile, { force: true });
  const child = spawn(
    process.execPath,
    [
      `${root}node_modules/vitest/vitest.mjs`,
      "run",
      "--reporter=json",
      `--outputFile=${resultFile}`,
      `--maxWorkers=${workers}`,
      ...files,
    ],
    {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        ENGENHO_PROPERTY_SEED: String(seed),
        ENGENHO_PROPERTY_RUNS: String(runs),
        ENGENHO_PROPERTY_COUNTS: countFile,
      },
    },
  );
  stop = () => child.kill("SIGINT");
  const status = await new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  if (interrupted) return undefined;
  if (!existsSync(resultFile)) throw new Error(`vitest ended with ${status} and wrote no results`);
  const lines = existsSync(countFile) ? readFileSync(countFile, "utf8").trim().split("\n") : [];
  const counts = lines.map((line) => JSON.parse(line).runs);
  return {
    results: JSON.parse(readFileSync(resultFile, "utf8")),
    properties: counts.length,
    sequences: counts.reduce((sum, count) => sum + count, 0),
  };
}

const mostTold = 5;

/** Prints the first failures, each with the command that reproduces it. */
function tell(seed, { testResults }) {
  const failures = testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0 && message !== "") return [{ file, title: "", text: message }];
    return failed.map(({ fullName, failureMessages }) => ({ file, title: fullName, text: failureMessages.join("\n") }));
  });
  for (const { file, title, text } of failures.slice(0, mostTold)) {
    const lines = text.split("\n").filter((line) => !/^ +at .*node_modules/.test(line));
    console.error(`\n${file}: ${title}\n${lines.join("\n")}`);
    if (text.includes("The same again:")) continue;
    const settings = `ENGENHO_PROPERTY_SEED=${seed} ENGENHO_PROPERTY_RUNS=${runs}`;
    console.error(`\nThe same again: ${settings} npx vitest run ${file}`);
  }
  if (failures.length > mostTold) console.error(`\nand ${failures.length - mostTold} further failures`);
}

let interrupted = false;
/** Stops the current round. */
let stop = () => {};
process.on("SIGINT", () => {
  interrupted = true;
  stop();
});

const begunMs = performance.now();
const elapsed = () => (performance.now() - begunMs) / 60_000;
let rounds = 0;
let total = 0;
let failed = false;
console.log(`${files.length} files of properties, ${runs} sequences of each per round, for ${minutes} minutes`);
while (!interrupted && !failed && elapsed() < minutes) {
  const seed = randomInt(2 ** 31);
  const startedMs = performance.now();
  const done = await round(seed);
  if (done === undefined) break;
  rounds++;
  total += done.sequences;
  failed = done.results.success === false;
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  const what = `${done.sequences} sequences of ${done.properties} properties in ${seconds} s`;
  console.log(`round ${rounds}: seed ${seed}, ${what}${failed ? ", FAILED" : ""}`);
  if (failed) tell(seed, done.results);
}
const outcome = failed ? "a failure" : interrupted ? "interrupted" : "no failure";
console.log(`\n${rounds} rounds, ${total} sequences in ${elapsed().toFixed(1)} minutes: ${outcome}`);
process.exit(failed ? 1 : interrupted ? 130 : 0);

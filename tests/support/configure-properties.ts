import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import fc from "fast-check";
import { expect, vi } from "vitest";

// Every test file runs this first (vitest.config.ts). The number of sequences of each property, and the first seed, come from
// the environment, so that the same tests serve `npm test` and the soak.

const defaultRuns = 200;

/** An integer from the environment. */
function setting(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new RangeError(`${name}: ${text} is not a whole number`);
  return value;
}

// Controllers without a logger log failures to the console, and properties cause many. A test that needs the log replaces the
// console with a spy.
const { error } = console;
console.error = (...parts: readonly unknown[]) => {
  if (typeof parts[0] !== "string" || !parts[0].startsWith("engenho: ")) error(...parts);
};

const numRuns = setting("ENGENHO_PROPERTY_RUNS") ?? defaultRuns;
if (numRuns < 1) throw new RangeError(`ENGENHO_PROPERTY_RUNS: ${numRuns} is not a whole number of 1 or more`);
const seed = setting("ENGENHO_PROPERTY_SEED");
const scale = Math.max(1, numRuns / defaultRuns);

// A failing property is shrunk before it is reported; so its time limit is shorter than the test's.
vi.setConfig({ testTimeout: 120_000 * scale });
fc.configureGlobal({
  numRuns,
  ...(seed === undefined ? {} : { seed }),
  interruptAfterTimeLimit: 100_000 * scale,
  markInterruptAsFailure: true,
  reporter: report,
});

/** Counts the sequences, if requested, and throws for a property that failed. */
function report(details: fc.RunDetails<unknown>): void {
  const countFile = process.env.ENGENHO_PROPERTY_COUNTS;
  const { testPath = "", currentTestName = "" } = expect.getState();
  const file = relative(process.cwd(), testPath);
  if (countFile !== undefined) appendFileSync(countFile, `${JSON.stringify({ file, runs: details.numRuns })}\n`);
  if (!details.failed) return;
  const title = currentTestName.split(" > ").join(" ");
  const command =
    `ENGENHO_PROPERTY_SEED=${details.seed} ENGENHO_PROPERTY_RUNS=${numRuns} ` +
    `npx vitest run ${file} -t ${inShell(asPattern(title))}`;
  const got = String(details.errorInstance).slice(0, 2_000);
  const message = `${fc.defaultReportMessage(details)}\n\n${got}\n\nThe same again: ${command}\n`;
  throw new Error(message, { cause: details.errorInstance });
}

/** `-t` takes a regular expression. */
function asPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

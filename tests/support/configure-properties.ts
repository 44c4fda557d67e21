import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import fc from "fast-check";
import { expect, vi } from "vitest";

// Every test file runs this first (vitest.config.ts). How many sequences of each property are tried, and from which seed,
// is told by the environment, so that one and the same test serves `npm test` and the soak.

const defaultRuns = 200;

/** A whole number from the environment. */
function setting(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new RangeError(`${name}: ${text} is not a whole number`);
  return value;
}

// Controllers that were given no logger tell the console of what fails, and properties have much fail. A test that wants to
// see it puts a spy in the console's place.
const { error } = console;
console.error = (...parts: readonly unknown[]) => {
  if (typeof parts[0] !== "string" || !parts[0].startsWith("engenho: ")) error(...parts);
};

const numRuns = setting("ENGENHO_PROPERTY_RUNS") ?? defaultRuns;
if (numRuns < 1) throw new RangeError(`ENGENHO_PROPERTY_RUNS: ${numRuns} is not a whole number of 1 or more`);
const seed = setting("ENGENHO_PROPERTY_SEED");
const scale = Math.max(1, numRuns / defaultRuns);

// A failing property has to be made small before it is told of; so its time ends before the test's does.
vi.setConfig({ testTimeout: 120_000 * scale });
fc.configureGlobal({
  numRuns,
  ...(seed === undefined ? {} : { seed }),
  interruptAfterTimeLimit: 100_000 * scale,
  markInterruptAsFailure: true,
  reporter: report,
});

/** Counts the sequences, for who asks for it, and throws for a property that failed. */
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

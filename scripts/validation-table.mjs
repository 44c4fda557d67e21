// Checks docs/parity/validation.tsv against the source: `--check` fails when a row names a function or a test title that does
// not exist; without it, the script counts the rows of each area by state.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const states = ["compared", "open", "absent"];
const texts = new Map();

function textOf(path) {
  if (!texts.has(path)) texts.set(path, readFileSync(join(root, path), "utf8"));
  return texts.get(path);
}

/** The errors in a row. */
function faultsOf([area = "", upstreamFile = "", name = "", state = "", ours = "", test = ""]) {
  if (area === "" || upstreamFile === "" || name === "")
    return ["a row needs an area, a file and a function of upstream"];
  if (!states.includes(state)) return [`${name}: ${state} is no state`];
  if (state === "absent") return ours === "" ? [`${name}: why it is absent is not said`] : [];
  if (state === "compared" && (ours === "" || test === ""))
    return [`${name}: compared, but without a function or a test`];
  return [...functionFaults(name, ours), ...testFaults(name, test)];
}

function functionFaults(name, ours) {
  if (ours === "") return [];
  const [path = "", declared = ""] = ours.split("#");
  const declaration = new RegExp(`^(export )?(async )?(function\\*?|const|class) ${declared}\\b`, "m");
  return declaration.test(textOf(path)) ? [] : [`${name}: ${path} declares no ${declared}`];
}

function testFaults(name, test) {
  if (test === "") return [];
  const [path = "", ...title] = test.split(": ");
  return textOf(path).includes(title.join(": ")) ? [] : [`${name}: ${path} has no test ${title.join(": ")}`];
}

const [, ...rows] = readFileSync(join(root, "docs/parity/validation.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.split("\t"));

if (process.argv.includes("--check")) {
  const faults = rows.flatMap(faultsOf);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} else {
  const counts = {};
  for (const [area, , , state] of rows) {
    counts[area] ??= Object.fromEntries(states.map((one) => [one, 0]));
    counts[area][state]++;
  }
  console.table(counts);
}

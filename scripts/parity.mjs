// Writes docs/parity.md from docs/parity/rules.tsv, docs/parity/argued.tsv and the titles of all tests; `--check` only compares.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "docs/parity.md");
const rulePattern = /\b(CM|AP|RS|DEP|EP|ES|EM|GC)-(\d+)(?:\.\.(?:\1-)?(\d+))?|\bV-[A-Z]+\b/g;

function rows(file) {
  return readFileSync(join(root, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["node_modules", "dist", "coverage", ".git", ".turbo"].includes(entry.name)) yield* testFiles(path);
    } else if (/\.ts$/.test(entry.name) && /(^|\/)(tests?|testing)\//.test(relative(root, path))) yield path;
  }
}

/** The rules that a title names; `RS-28..34` names all of them. */
function rulesOf(title) {
  const rules = [];
  for (const [whole, family, first, last] of title.matchAll(rulePattern)) {
    if (family === undefined) rules.push(whole);
    else for (let number = Number(first); number <= Number(last ?? first); number++) rules.push(`${family}-${number}`);
  }
  return rules;
}

/** Which test files name which rules in a string: a title, or a row of a table that becomes one. */
function tested() {
  const found = new Map();
  for (const path of testFiles(root)) {
    const text = readFileSync(path, "utf8").replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    for (const [title] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)) {
      for (const rule of rulesOf(title)) {
        if (!found.has(rule)) found.set(rule, new Set());
        found.get(rule).add(relative(root, path));
      }
    }
  }
  return found;
}

const titles = tested();
const argued = new Map(rows("docs/parity/argued.tsv"));
const rules = rows("docs/parity/rules.tsv");
let open = 0;
const lines = rules.map(([rule, text]) => {
  const files = [...(titles.get(rule) ?? [])].sort();
  const where = files.map((file) => `[${file.split("/").at(-1)}](../${file})`).join(", ");
  const reason = argued.get(rule);
  let status = "tested";
  if (files.length === 0) status = reason === undefined ? "**open**" : "argued";
  if (status === "**open**") open++;
  return `| ${rule} | ${text} | ${status} | ${[where, reason].filter(Boolean).join("; ")} |`;
});
const text = `# Parity with Kubernetes

What upstream's controllers do, and what they lean on in its API server, rule by rule (baseline: Kubernetes 1.34), and where
engenho proves it. Made by \`node scripts/parity.mjs\` from the titles of the tests; do not edit.

CM common machinery, AP API server, RS ReplicaSet, DEP Deployment, EP Endpoints, ES EndpointSlice, EM EndpointSliceMirroring,
GC garbage collector, V vectors. *tested*: a test names the rule. *argued*: the rule does not apply, for the reason given.
*open*: neither yet.

${rules.length - open} of ${rules.length} rules are tested or argued; ${open} are open.

| Rule | In one line | Status | Where, or why |
| --- | --- | --- | --- |
${lines.join("\n")}
`;

if (process.argv.includes("--check")) {
  const current = readFileSync(target, "utf8");
  if (current !== text) {
    console.error("docs/parity.md is stale: run `node scripts/parity.mjs`");
    process.exit(1);
  }
  const known = new Set(rules.map(([rule]) => rule));
  const unknown = [...titles.keys(), ...argued.keys()].filter((rule) => !known.has(rule));
  if (unknown.length > 0) {
    console.error(`rules that docs/parity/rules.tsv does not list: ${unknown.join(", ")}`);
    process.exit(1);
  }
} else writeFileSync(target, text);
console.log(`${rules.length - open} of ${rules.length} rules tested or argued; ${open} open`);

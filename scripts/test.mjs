// `npm test`: installs, builds, checks sizes, lints and runs every test; its last line is the number of tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { pnpm, requireNode, root, tool } from "./workspace.mjs";

requireNode();

const resultFile = `${root}node_modules/.engenho/test-results.json`;

pnpm(["install", "--frozen-lockfile"]);
pnpm(["exec", "turbo", "run", "build", "--output-logs=errors-only"], {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
});
tool("size-limit/bin.js", []);
tool("typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.json"]);
tool("@biomejs/biome/bin/biome", ["check", "."]);
tool("eslint/bin/eslint.js", ["."]);

mkdirSync(`${root}node_modules/.engenho`, { recursive: true });
rmSync(resultFile, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${resultFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit" },
);
if (!existsSync(resultFile)) {
  console.error(`vitest ended with ${status} and wrote no results`);
  process.exit(1);
}
const results = JSON.parse(readFileSync(resultFile, "utf8"));
const brokenFiles = results.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
);
const failed = results.numFailedTests + brokenFiles.length;
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(status === 0 && failed === 0 && results.numPassedTests > 0 ? 0 : 1);

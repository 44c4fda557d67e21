// `pnpm runtimes`: installs the runtimes that tests/runtimes.test.ts runs the libraries on, where it looks for them.
import { mkdirSync, writeFileSync } from "node:fs";
import { root, run } from "./workspace.mjs";

const folder = `${root}node_modules/.engenho/runtimes`;
const dependencies = {
  bun: "1.4.5",
  deno: "2.9.6",
  node22: "npm:node@22.23.3",
  node24: "npm:node@24.21.0",
};

mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/package.json`,
  `${JSON.stringify({ name: "runtimes", private: true, dependencies }, null, 2)}\n`,
);
run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });

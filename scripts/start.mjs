// `npm start`: installs and builds what is missing or out of date, then runs the manager in this process.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { builtFrom, contentOfInputs, stateOfInputs } from "./program-inputs.mjs";
import { pnpm, requireNode, root } from "./workspace.mjs";

requireNode();

const bundle = `${root}apps/manager/dist/main.cjs`;
/** The state of the inputs when everything was last found up to date. */
const stampFile = `${root}node_modules/.engenho/start`;

function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

if (!existsSync(bundle) || textOf(stampFile) !== stateOfInputs()) {
  // pnpm records there what it has installed.
  const installs = textOf(`${root}node_modules/.pnpm/lock.yaml`) !== textOf(`${root}pnpm-lock.yaml`);
  if (installs) {
    console.error("engenho: installing dependencies");
    pnpm(["install", "--frozen-lockfile", "--silent"]);
  }
  const state = stateOfInputs();
  if (installs || !existsSync(bundle) || textOf(builtFrom) !== contentOfInputs()) {
    console.error("engenho: building");
    pnpm(["--filter", "@engenho/manager", "--silent", "bundle"]);
  }
  mkdirSync(`${root}node_modules/.engenho`, { recursive: true });
  writeFileSync(stampFile, state);
}

createRequire(import.meta.url)(bundle);

// The inputs of the program's build, so that `npm start` knows whether the existing build is up to date, whoever made it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packages } from "./packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where a build of the program stores {@link contentOfInputs}. */
export const builtFrom = `${root}apps/manager/dist/main.inputs`;

/** Every file that the program is built from, in a fixed order. */
function inputs() {
  const projects = [...packages.map(({ directory }) => directory), "apps/manager"];
  const files = [
    "apps/manager/program-parts.ts",
    "apps/manager/separate-parts.ts",
    "apps/manager/tsup.bundle.config.ts",
    "scripts/packages.mjs",
  ];
  const visit = (path) => {
    for (const entry of readdirSync(root + path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else files.push(inner);
    }
  };
  for (const project of projects) {
    files.push(`${project}/package.json`);
    visit(`${project}/src`);
  }
  return files.sort();
}

/** The name, size and time of every input and of the lock file: cheap, and any edit changes it. */
export function stateOfInputs() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", ...inputs()]) {
    const { size, mtimeMs } = statSync(root + file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/**
 * The name and content of every input, independent of where and when they were written. Without the lock file, most of which
 * concerns other packages: installing other versions requires a new build.
 */
export function contentOfInputs() {
  const hash = createHash("sha256");
  for (const file of inputs()) {
    const content = readFileSync(root + file);
    hash.update(`${file}\0${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

// `npm start`: installs and builds what changed since the last time, then runs the manager in this process.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pnpm, requireNode, root } from "./workspace.mjs";

requireNode();

const bundle = `${root}apps/manager/dist/main.cjs`;
const stampFile = `${root}node_modules/.engenho/start.json`;

/** Name, size and time of every file below the folders, as one hash: cheap, and any edit changes it. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const path of paths) visit(path);
  return hash.digest("hex");
}

const projects = ["packages", "apps"].flatMap((folder) =>
  readdirSync(root + folder).map((name) => `${root}${folder}/${name}`),
);
const manifests = [
  `${root}package.json`,
  `${root}pnpm-lock.yaml`,
  `${root}pnpm-workspace.yaml`,
  ...projects.map((path) => `${path}/package.json`),
];
const sources = [...projects.map((path) => `${path}/src`), `${root}apps/manager/tsup.bundle.config.ts`];
const wanted = { installed: fingerprint(manifests), built: fingerprint([...manifests, ...sources]) };
const found = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")) : {};

if (found.installed !== wanted.installed) {
  console.error("engenho: installing dependencies");
  pnpm(["install", "--frozen-lockfile", "--silent"]);
}
if (found.built !== wanted.built || !existsSync(bundle)) {
  console.error("engenho: building");
  pnpm(["--filter", "@engenho/manager", "--silent", "bundle"]);
  mkdirSync(`${root}node_modules/.engenho`, { recursive: true });
  writeFileSync(stampFile, JSON.stringify(wanted));
}

createRequire(import.meta.url)(bundle);

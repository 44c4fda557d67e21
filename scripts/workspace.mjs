import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const { engines, packageManager } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** Ends the process with one sentence when this version of Node is too old. */
export function requireNode() {
  const wanted = engines.node.replace(">=", "");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(`engenho needs Node ${wanted} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command from the root in this terminal; ends the process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error !== undefined) {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs the pinned version of pnpm, which need not be installed. */
export function pnpm(args, options) {
  run("npx", ["--yes", packageManager, ...args], options);
}

/** Runs a tool from the workspace's node_modules, without a package manager. */
export function tool(name, args, options) {
  run(process.execPath, [`${root}node_modules/${name}`, ...args], options);
}

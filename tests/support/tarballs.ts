import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The folders of the published packages, from the root. */
export const publishedFolders = [
  ...(await readdir(`${root}packages`)).map((name) => `packages/${name}`),
  "apps/manager",
];

/** Packs packages, as they would be published, into a folder: name -> file. */
export async function pack(folders: readonly string[], destination: string): Promise<ReadonlyMap<string, string>> {
  const { packageManager } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const tarballs = new Map<string, string>();
  for (const folder of folders) {
    const args = ["--yes", packageManager, "pack", "--json", "--pack-destination", destination];
    const { stdout } = await execute("npx", args, { cwd: `${root}${folder}` });
    const { name, filename } = JSON.parse(stdout);
    tarballs.set(name, filename);
  }
  return tarballs;
}

/** Installs tarballs, and nothing of this workspace, into a folder that is empty yet. */
export async function installAlone(directory: string, tarballs: readonly string[]): Promise<void> {
  await execute("npm", ["init", "--yes"], { cwd: directory });
  await execute("npm", ["install", "--no-audit", "--no-fund", ...tarballs], { cwd: directory });
}

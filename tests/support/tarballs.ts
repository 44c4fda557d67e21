import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { packages } from "../../scripts/packages.mjs";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The folders of the published packages, from the root. */
export const publishedFolders = [...packages.map(({ directory }) => directory), "apps/manager", "apps/engenho"];

/** Packs packages into a folder, as they would be published: name -> file. */
export async function pack(folders: readonly string[], destination: string): Promise<ReadonlyMap<string, string>> {
  const { packageManager } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const filters = folders.flatMap((folder) => ["--filter", `./${folder}`]);
  const args = [
    "--yes",
    packageManager,
    "--recursive",
    ...filters,
    "pack",
    "--json",
    "--pack-destination",
    destination,
  ];
  const { stdout } = await execute("npx", args, { cwd: root, maxBuffer: 2 ** 26 });
  const packed = JSON.parse(stdout) as readonly { readonly name: string; readonly filename: string }[];
  return new Map(packed.map(({ name, filename }) => [name, filename]));
}

/** Installs tarballs into an empty folder, and nothing of this workspace. */
export async function installAlone(directory: string, tarballs: readonly string[]): Promise<void> {
  await execute("npm", ["init", "--yes"], { cwd: directory });
  await execute("npm", ["install", "--no-audit", "--no-fund", ...tarballs], { cwd: directory });
}

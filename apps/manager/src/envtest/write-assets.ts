import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, lstat, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { errorMessage } from "@engenho/core";
import { UsageError } from "../usage-error.js";

/** The programs that the stand-ins run. */
export interface AssetPrograms {
  /** The node executable. */
  readonly node: string;
  /** The program `engenho`. */
  readonly program: string;
  /** The program that stands in for etcd. */
  readonly etcd: string;
  /** The directories in which kubectl is looked for, as in `PATH`. */
  readonly path: string;
}

/** The folder that was written. */
export interface Assets {
  readonly directory: string;
  /** The kubectl that the folder links to; undefined if none was found. */
  readonly kubectl: string | undefined;
}

/** The line that identifies a stand-in, so that no real binary is overwritten. */
const mark = "# A stand-in written by `engenho envtest`.";

/** Settings of glibc, unless the user has others: what a start allocates and frees, some 7 MB, is returned to the system. */
const allocation = [["MALLOC_TRIM_THRESHOLD_", "131072"] as const, ["MALLOC_ARENA_MAX", "2"] as const]
  .map(([name, value]) => `export ${name}="\${${name}:-${value}}"`)
  .join("\n");

/** The default folder: one for each pair of node and program, below `cache`. */
export function defaultAssetsDirectory(cache: string, { node, program }: AssetPrograms): string {
  const key = createHash("sha256").update(`${node}\n${program}`).digest("hex").slice(0, 12);
  return join(cache, "engenho", "envtest", key);
}

/**
 * Writes `kube-apiserver` and `etcd`, and links `kubectl`, in a folder for KUBEBUILDER_ASSETS; several processes may do
 * so at once. Throws UsageError for a folder that cannot be written, or that contains a program with one of these names
 * that is not a stand-in.
 */
export async function writeAssets(directory: string, programs: AssetPrograms): Promise<Assets> {
  const folder = resolve(directory);
  try {
    await mkdir(folder, { recursive: true });
    await writeStandIn(join(folder, "kube-apiserver"), [programs.node, programs.program, "kube-apiserver"]);
    await writeStandIn(join(folder, "etcd"), [programs.node, programs.etcd]);
    return { directory: folder, kubectl: await linkKubectl(join(folder, "kubectl"), programs.path) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `cannot write the test binaries to ${folder}: ${errorMessage(error)}; choose another --dir`,
      1,
    );
  }
}

async function writeStandIn(file: string, command: readonly string[]): Promise<void> {
  await refuseForeign(file);
  const text = `#!/bin/sh\n${mark}\n${allocation}\nexec ${command.map(quoted).join(" ")} "$@"\n`;
  const temporary = temporaryName(file);
  await writeFile(temporary, text, { mode: 0o755 });
  await chmod(temporary, 0o755);
  await rename(temporary, file);
}

async function refuseForeign(file: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (text.startsWith(`#!/bin/sh\n${mark}\n`)) return;
  throw new UsageError(`${file} exists and was not written by engenho; choose another --dir`, 1);
}

/** Links the first kubectl of `path`, unless the folder has one of its own. */
async function linkKubectl(file: string, path: string): Promise<string | undefined> {
  const known = await lstat(file).catch(() => undefined);
  if (known !== undefined && !known.isSymbolicLink()) return file;
  const found = await findExecutable("kubectl", path, file);
  if (found === undefined) {
    await rm(file, { force: true });
    return undefined;
  }
  const temporary = temporaryName(file);
  await symlink(found, temporary);
  await rename(temporary, file);
  return found;
}

async function findExecutable(name: string, path: string, except: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = resolve(folder, name);
    if (folder === "" || file === except) continue;
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return file;
  }
  return undefined;
}

function temporaryName(file: string): string {
  return `${file}.${randomBytes(6).toString("hex")}`;
}

/** A word, quoted for the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

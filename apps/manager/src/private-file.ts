import { randomBytes } from "node:crypto";
import {
  constants,
  type FileHandle,
  lstat,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a FIFO is checked for a reader. */
const readerPollMs = 100;
/** Linux's limit on symbolic links in a path. */
const longestLinkChain = 40;
/** Errors of replacing a file in a directory that is not writable, or one that is a mount point. */
const notReplaceable: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "EBUSY", "EXDEV"]);

/**
 * Writes a file that only its owner may read (mode 0600). Symbolic links are followed. A regular file is replaced atomically,
 * or written in place if it cannot be replaced; a device or a FIFO (after waiting for a reader) is written in place too.
 * Throws the file system's error.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const kind = await kindOf(file);
  if (kind === "other") return writeInPlace(file, text);
  const target = await followLinks(file);
  // If it is open in a process (/dev/stdout, /dev/fd/3), the process would keep the old file.
  if (target === undefined) return writeInPlace(file, text);
  try {
    await replace(target, text);
  } catch (error) {
    if (kind === "none" || !notReplaceable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await writeInPlace(target, text);
  }
}

async function kindOf(file: string): Promise<"regular" | "other" | "none"> {
  try {
    return (await stat(file)).isFile() ? "regular" : "other";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "none";
    throw error;
  }
}

/** The target of a path, whether or not it exists; undefined if it refers to an open file of a process. */
async function followLinks(file: string): Promise<string | undefined> {
  let path = resolve(file);
  for (let count = 0; count < longestLinkChain; count++) {
    const folder = await realpath(dirname(path));
    if (folder.startsWith("/proc/")) return undefined;
    path = join(folder, basename(path));
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (!isLink) return path;
    path = resolve(folder, await readlink(path));
  }
  throw new Error(`ELOOP: too many links, ${file}`);
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: "wx" });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeInPlace(file: string, text: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await openInPlace(file);
    if ((await handle.stat()).isFile()) await handle.chmod(0o600);
    await handle.writeFile(text);
  } finally {
    await handle?.close();
  }
}

/**
 * Opens an existing file. A FIFO without a reader is polled: blocking in the file system would prevent the process from
 * stopping.
 */
async function openInPlace(file: string): Promise<FileHandle> {
  const isFifo = (await stat(file)).isFIFO();
  for (;;) {
    try {
      return await open(file, constants.O_WRONLY | constants.O_TRUNC | (isFifo ? constants.O_NONBLOCK : 0));
    } catch (error) {
      if (!isFifo || (error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      await sleep(readerPollMs);
    }
  }
}

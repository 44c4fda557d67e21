import { createHash } from "node:crypto";
import { closeSync, openSync, statSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { pid, platform } from "node:process";
import { DataDirectoryError } from "./damage.js";

/** A held lock. */
export interface DirectoryLock {
  /** Rejects if another process took the lock at the same moment. */
  check(): Promise<void>;
  release(): Promise<void>;
}

const attempts = 5;
/** Longer addresses of Unix sockets are cut off. */
const longestAddress = 100;

/**
 * Takes the lock of a data directory: a socket that this process listens on, and that the system closes with it. `since` is when the
 * process took it, for people. Rejects with {@link DataDirectoryError}, naming the holder, if another process or store has it.
 */
export async function lockDirectory(directory: string, since: string): Promise<DirectoryLock> {
  const held = addressOf(directory);
  const holder = `process ${pid} on ${hostname()}, since ${since}`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const server = await listen(held.address, holder);
    if (server !== undefined) return new HeldLock(server, held);
    const other = await askHolder(held.address);
    if (other !== undefined) {
      held.dispose();
      throw new DataDirectoryError(
        `the data directory ${directory} is in use by ${other}: stop that process, or use another directory`,
      );
    }
    // Nothing listens on it: its process has ended.
    if (held.path !== undefined) remove(held.path);
  }
  held.dispose();
  throw new DataDirectoryError(`the lock of the data directory ${directory} cannot be taken: ${held.address}`);
}

interface LockAddress {
  /** What to listen on. */
  readonly address: string;
  /** The file of the socket; undefined if it has none. */
  readonly path: string | undefined;
  dispose(): void;
}

function addressOf(directory: string): LockAddress {
  if (platform === "win32") {
    const name = createHash("sha256").update(directory.toLowerCase()).digest("hex");
    return { address: `\\\\.\\pipe\\engenho-${name}`, path: undefined, dispose: () => undefined };
  }
  const path = join(directory, "lock.sock");
  if (path.length <= longestAddress || platform !== "linux") return { address: path, path, dispose: () => undefined };
  const descriptor = openSync(directory, "r");
  return { address: `/proc/self/fd/${descriptor}/lock.sock`, path, dispose: () => closeSync(descriptor) };
}

class HeldLock implements DirectoryLock {
  readonly #server: Server;
  readonly #held: LockAddress;
  readonly #inode: number | undefined;

  constructor(server: Server, held: LockAddress) {
    this.#server = server;
    this.#held = held;
    this.#inode = inodeOf(held.path);
  }

  async check(): Promise<void> {
    if (inodeOf(this.#held.path) === this.#inode) return;
    throw new DataDirectoryError(`another process took the lock ${this.#held.address} at the same moment`);
  }

  release(): Promise<void> {
    return new Promise((resolve) =>
      this.#server.close(() => {
        this.#held.dispose();
        resolve();
      }),
    );
  }
}

function inodeOf(path: string | undefined): number | undefined {
  if (path === undefined) return undefined;
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

/** Undefined if the address is in use. */
function listen(address: string, holder: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(holder);
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
    server.unref();
  });
}

/** The description of the process that holds the lock; undefined if none answers. */
function askHolder(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = "";
    socket.setEncoding("utf8");
    socket.setTimeout(2000, () => {
      socket.destroy();
      resolve("a process that does not answer");
    });
    socket.on("data", (text: string) => {
      answer = (answer + text).slice(0, 500);
    });
    socket.on("error", () => resolve(undefined));
    socket.on("end", () => resolve(answer));
  });
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else removed it.
  }
}

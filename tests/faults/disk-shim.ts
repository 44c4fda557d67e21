import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The environment variables of a process with the shim. */
export type ShimEnvironment = Readonly<Record<string, string>>;

/** Compiles the library that a process with a failing disk preloads. Returns the reason if it cannot be used here, otherwise undefined. */
export function compileShim(library: string): string | undefined {
  if (process.platform !== "linux") return "disks fail by LD_PRELOAD, which only Linux has";
  const source = fileURLToPath(new URL("disk-shim.c", import.meta.url));
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `a failing disk needs a C compiler: ${(error as Error).message.split("\n", 1)[0]}`;
  }
}

/** The files that a {@link DiskFault} affects. */
export const failingFiles = { data: 1, journal: 2 } as const;

/** The calls that a {@link DiskFaults} makes fail. */
export const failingCalls = { writes: 1, syncs: 2, opens: 4 } as const;

/** How calls of the process fail. */
export interface DiskFault {
  /** Which: a sum of {@link failingCalls}. */
  readonly calls: number;
  /** Of which files: a sum of {@link failingFiles}. */
  readonly files: number;
  /** How many succeed before. */
  readonly after: number;
  /** How many fail then. */
  readonly count: number;
  /** The errno; 0: half of the bytes are written. */
  readonly errno: number;
}

/** The faults of a running process. */
export class DiskFaults {
  readonly #descriptor: number;

  /** `file`: named to the process by `ENGENHO_DISK_FAULT`. */
  constructor(file: string) {
    writeFileSync(file, Buffer.alloc(24));
    this.#descriptor = openSync(file, "r+");
  }

  /** Starts injecting a fault. */
  inject({ calls, files, after, count, errno }: DiskFault): void {
    this.#write([calls, after, count, errno, files]);
  }

  /** Stops injecting faults. */
  heal(): void {
    this.#write([0, 0, 0, 0, 0]);
  }

  /** How many calls have failed so far. */
  get failed(): number {
    const bytes = Buffer.alloc(24);
    readSync(this.#descriptor, bytes, 0, bytes.length, 0);
    return bytes.readInt32LE(20);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Writes only the part of the file in which the process does not count. */
  #write(values: readonly number[]): void {
    const bytes = Buffer.alloc(20);
    for (const [index, value] of values.entries()) bytes.writeInt32LE(value, 4 * index);
    writeSync(this.#descriptor, bytes, 0, bytes.length, 0);
  }
}

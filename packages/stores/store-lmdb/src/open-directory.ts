import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DataDirectoryError } from "./damage.js";
import { type DirectoryLock, lockDirectory } from "./directory-lock.js";
import type { Environment } from "./environment.js";
import { type LoadedData, loadData } from "./load-data.js";
import { encodeRecord, formatKey, formatVersion, versionKey } from "./records.js";
import { openEnvironment } from "./writer-thread.js";

/** A data directory that this process holds. */
export interface OpenDirectory {
  readonly loaded: LoadedData;
  /** Closing it releases the directory. */
  readonly environment: Environment;
}

/** How a data directory is opened. */
export interface OpenOptions {
  /** The current time, for people. */
  readonly since: string;
  /** The version before the first commit in a new directory. Default 1. */
  readonly initialVersion?: number | undefined;
}

/** The data file in a data directory. */
export function dataFileOf(directory: string): string {
  return join(directory, "store.mdb");
}

/**
 * Creates the directory if there is none (mode 0700), takes its lock, verifies what is in it and opens it for writing. Rejects with
 * {@link DataDirectoryError}.
 */
export async function openDirectory(directory: string, { since, initialVersion }: OpenOptions): Promise<OpenDirectory> {
  createDirectory(directory);
  const lock = await lockDirectory(directory, since);
  try {
    return await open(directory, lock, initialVersion);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function open(
  directory: string,
  lock: DirectoryLock,
  initialVersion: number | undefined,
): Promise<OpenDirectory> {
  const file = dataFileOf(directory);
  for (const path of [file, `${file}-lock`]) closeSync(openSync(path, "a", 0o600));
  const found = loadData(directory, file);
  const isNew = found.format === undefined;
  const loaded = isNew && initialVersion !== undefined ? { ...found, version: initialVersion } : found;
  const environment = await openEnvironment(file).catch((error: Error) => {
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(`the data directory ${directory} cannot be opened: ${error.message}`, {
      cause: error,
    });
  });
  try {
    await lock.check();
    if (isNew) {
      await environment.write([
        { type: "put", key: formatKey, value: encodeRecord(formatKey, 0, String(formatVersion)) },
        { type: "put", key: versionKey, value: encodeRecord(versionKey, 0, String(loaded.version)) },
      ]);
    }
  } catch (error) {
    await environment.close();
    throw error;
  }
  return {
    loaded,
    environment: { ...callsOf(environment), close: () => environment.close().finally(() => lock.release()) },
  };
}

function callsOf(environment: Environment): Omit<Environment, "close"> {
  return {
    write: (operations) => environment.write(operations),
    read: (keys) => environment.read(keys),
    copy: (file) => environment.copy(file),
  };
}

/** Creates a data directory (mode 0700) if there is none. Throws {@link DataDirectoryError}. */
export function createDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataDirectoryError(`the data directory ${directory} cannot be created: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

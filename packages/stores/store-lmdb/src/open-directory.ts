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

/** The data file in a data directory. */
export function dataFileOf(directory: string): string {
  return join(directory, "store.mdb");
}

/**
 * Creates the directory if there is none (mode 0700), takes its lock, verifies what is in it and opens it for writing. `since` is the
 * current time, for people. Rejects with {@link DataDirectoryError}.
 */
export async function openDirectory(directory: string, since: string): Promise<OpenDirectory> {
  createDirectory(directory);
  const lock = await lockDirectory(directory, since);
  try {
    return await open(directory, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function open(directory: string, lock: DirectoryLock): Promise<OpenDirectory> {
  const file = dataFileOf(directory);
  for (const path of [file, `${file}-lock`]) closeSync(openSync(path, "a", 0o600));
  const loaded = loadData(directory, file);
  const environment = await openEnvironment(file).catch((error: Error) => {
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(`the data directory ${directory} cannot be opened: ${error.message}`, {
      cause: error,
    });
  });
  try {
    await lock.check();
    if (loaded.format === undefined) {
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

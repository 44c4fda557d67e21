import { closeSync, mkdirSync, openSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, errorMessage } from "@engenho/core";
import { applyAll, batchesAfter } from "./apply-batches.js";
import { DataDirectoryError, damaged } from "./damage.js";
import { type DirectoryLock, lockDirectory } from "./directory-lock.js";
import { encodeOperations } from "./encode-operations.js";
import type { Environment } from "./environment.js";
import { Journal } from "./journal.js";
import { type JournalContent, readJournal } from "./journal-files.js";
import { JournaledEnvironment } from "./journaled-environment.js";
import { type LoadedData, loadData } from "./load-data.js";
import { Finding } from "./meta-page.js";
import {
  encodeMark,
  encodeRecord,
  formatKey,
  formatVersion,
  type JournalMark,
  journalKey,
  versionKey,
} from "./records.js";
import { type LmdbEnvironment, openEnvironment } from "./writer-thread.js";

/** A data directory that this process holds. */
export interface OpenDirectory {
  readonly loaded: LoadedData;
  /** Closing it releases the directory. */
  readonly environment: Environment;
}

/** How a data directory is opened. */
export interface OpenOptions {
  readonly clock: Clock;
  /** The version before the first commit in a new directory. Default 1. */
  readonly initialVersion?: number | undefined;
}

/** A directory that this process may open. */
interface LockedDirectory extends OpenOptions {
  readonly directory: string;
  readonly lock: DirectoryLock;
}

/** The data file in a data directory. */
export function dataFileOf(directory: string): string {
  return join(directory, "store.mdb");
}

/**
 * Creates the directory if there is none (mode 0700), takes its lock, verifies what is in it and opens it for writing. Rejects with
 * {@link DataDirectoryError}.
 */
export async function openDirectory(directory: string, { clock, initialVersion }: OpenOptions): Promise<OpenDirectory> {
  createDirectory(directory);
  try {
    const lock = await lockDirectory(directory, new Date(clock.now()).toISOString());
    return await open({ directory, lock, clock, initialVersion }).catch(async (error: unknown) => {
      await lock.release();
      throw error;
    });
  } catch (error) {
    if (error instanceof DataDirectoryError) throw error;
    // Such as a failing disk, too many open files, or missing permissions.
    const message = `the data directory ${directory} cannot be used: ${errorMessage(error)}`;
    throw new DataDirectoryError(message, { cause: error });
  }
}

async function open({ directory, lock, clock, initialVersion }: LockedDirectory): Promise<OpenDirectory> {
  const file = dataFileOf(directory);
  for (const path of [file, `${file}-lock`]) closeSync(openSync(path, "a", 0o600));
  const { loaded: found, journal: content } = await recover(directory, file);
  const isNew = found.format === undefined;
  const loaded = isNew && initialVersion !== undefined ? { ...found, version: initialVersion } : found;
  const lmdb = await openLmdb(directory, file);
  try {
    await lock.check();
    const { applied } = found.journal;
    const journal = await Journal.open({ directory, next: applied + 1, files: content.files });
    // From here on a directory without a journal is damaged.
    const mark = encodeMark({ applied, isClosed: false });
    const batch = encodeOperations([
      { type: "put", key: formatKey, value: encodeRecord(formatKey, 0, formatVersion) },
      { type: "put", key: versionKey, value: encodeRecord(versionKey, 0, String(loaded.version)) },
      { type: "put", key: journalKey, value: mark },
    ]);
    await lmdb.write(batch);
    const environment = new JournaledEnvironment({
      lmdb,
      journal,
      applied,
      clock,
      freeBytes: () => freeBytes(directory),
    });
    return { loaded, environment: releasing(environment, lock) };
  } catch (error) {
    await lmdb.close();
    throw error;
  }
}

/** Where it cannot be told, in a directory that was removed for example, the append to the journal says why. */
function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Verifies and loads the content of a directory, after LMDB has applied the batches that an earlier process left in the journal. */
async function recover(
  directory: string,
  file: string,
): Promise<{ readonly loaded: LoadedData; readonly journal: JournalContent }> {
  const loaded = loadData(directory, file);
  const journal = checkedJournal(directory, loaded.journal);
  const left = batchesAfter(journal, loaded.journal);
  if (left.length === 0) return { loaded, journal };
  const lmdb = await openLmdb(directory, file);
  await applyAll(lmdb, left).finally(() => lmdb.close());
  return { loaded: loadData(directory, file), journal };
}

/** Reads the journal, which must not lack any batch after the last applied one. Throws {@link DataDirectoryError}. */
function checkedJournal(directory: string, { applied, isClosed }: JournalMark): JournalContent {
  try {
    const content = readJournal(directory);
    const [first] = content.files;
    if (first === undefined ? !isClosed : first.first > applied + 1) {
      throw new Finding(`the journal after batch ${applied} is missing`);
    }
    return content;
  } catch (error) {
    throw error instanceof Finding ? damaged(directory, error.message) : error;
  }
}

async function openLmdb(directory: string, file: string): Promise<LmdbEnvironment> {
  return openEnvironment(file).catch((error: Error) => {
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(`the data directory ${directory} cannot be opened: ${error.message}`, {
      cause: error,
    });
  });
}

/** The environment, which releases the directory when it is closed. */
function releasing(environment: Environment, lock: DirectoryLock): Environment {
  return {
    write: (batch) => environment.write(batch),
    read: (keys) => environment.read(keys),
    copy: (file) => environment.copy(file),
    close: () => environment.close().finally(() => lock.release()),
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

import { closeSync, existsSync, fchmodSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { applyAll, batchesAfter } from "./apply-batches.js";
import { companionRecords, isOwnFile } from "./companion-files.js";
import { DataDirectoryError, damaged } from "./damage.js";
import { lockDirectory } from "./directory-lock.js";
import { encodeOperations } from "./encode-operations.js";
import type { Operation } from "./environment.js";
import { type JournalContent, readJournal } from "./journal-files.js";
import { verifyDataFile } from "./load-data.js";
import { Finding } from "./meta-page.js";
import { dataFileOf } from "./open-directory.js";
import { encodeRecord, formatKey, formatVersion, journalKey, parseMark } from "./records.js";
import { openEnvironment } from "./writer-thread.js";

/** Options of {@link backUpDataDirectory}. */
export interface BackupRequest {
  /** The data directory. */
  readonly directory: string;
  /** The file to write; it must not exist. */
  readonly file: string;
  /** The current time, for people. */
  readonly since: string;
}

/** What is in a backup. */
export interface BackupSummary {
  /** The version of the last commit in it. */
  readonly resourceVersion: string;
  /** The number of objects in it. */
  readonly objects: number;
}

/**
 * Backs up a data directory to one file (mode 0600): a consistent, compact copy of its data, and its other files. A process may be writing
 * to the directory. The copy is verified. Rejects with DataDirectoryError.
 */
export async function backUpDataDirectory({
  directory: path,
  file: target,
  since,
}: BackupRequest): Promise<BackupSummary> {
  const directory = resolve(path);
  const file = resolve(target);
  if (!existsSync(dataFileOf(directory)))
    throw new DataDirectoryError(`${directory} is not a data directory: it has no data`);
  if (existsSync(file)) throw new DataDirectoryError(`${file} exists already, and is not overwritten`);
  if (isOwnFile(directory, file))
    throw new DataDirectoryError(`${file} is in the data directory ${directory}: name another place`);
  // If no process is writing, the original is verified as well: LMDB should not map a damaged file.
  const lock = await lockDirectory(directory, since).catch(() => undefined);
  const folder = temporaryFolder(file);
  try {
    if (lock !== undefined) verifyDataFile(directory, dataFileOf(directory));
    // Read before the copy is made: batches removed from the journal by then are in the copy.
    const journal = journalOf(directory);
    const copy = join(folder, "store.mdb");
    const environment = await openEnvironment(dataFileOf(directory));
    await environment.copy(copy).finally(() => environment.close());
    await completeCopy(copy, { directory, journal });
    const summary = verifyDataFile(directory, copy);
    syncFile(copy);
    renameSync(copy, file);
    return summary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await lock?.release();
  }
}

function journalOf(directory: string): JournalContent {
  try {
    return readJournal(directory);
  } catch (error) {
    throw error instanceof Finding ? damaged(directory, error.message) : error;
  }
}

interface Original {
  readonly directory: string;
  readonly journal: JournalContent;
}

/**
 * Applies the batches that were only in the journal, and adds the other files of the directory. LMDB writes only one of the two meta pages
 * of a copy, so at least two transactions are needed.
 */
async function completeCopy(copy: string, { directory, journal }: Original): Promise<void> {
  const format: Operation = { type: "put", key: formatKey, value: encodeRecord(formatKey, 0, formatVersion) };
  const environment = await openEnvironment(copy);
  try {
    const [mark] = await environment.read([journalKey]);
    if (mark !== undefined) await applyAll(environment, batchesAfter(journal, parseMark(Buffer.from(mark))));
    await environment.write(encodeOperations([...companionRecords(directory), format]));
    await environment.write(encodeOperations([{ type: "delete", key: journalKey }]));
  } finally {
    await environment.close();
  }
}

/** Creates a folder next to a file, accessible to its owner only, so that the complete file can be renamed to its final path. */
export function temporaryFolder(file: string): string {
  try {
    return mkdtempSync(join(dirname(file), ".engenho-"));
  } catch (error) {
    throw new DataDirectoryError(`cannot write to ${dirname(file)}: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes a file readable by its owner only, and waits until it is on the disk. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  fchmodSync(descriptor, 0o600);
  fsyncSync(descriptor);
  closeSync(descriptor);
}

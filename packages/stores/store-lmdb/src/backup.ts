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

/** What to back up, and where to. */
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
 * Writes a consistent, compact copy of a data directory to one file (mode 0600), also while a process writes to the directory; with the
 * other files of the directory. The copy is verified. Rejects with DataDirectoryError.
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
  if (existsSync(file)) throw new DataDirectoryError(`${file} exists: a backup does not replace a file`);
  if (isOwnFile(directory, file))
    throw new DataDirectoryError(`${file} is in the data directory ${directory}: name another place`);
  // While nobody writes, the original is verified as well: LMDB should not map a damaged file.
  const lock = await lockDirectory(directory, since).catch(() => undefined);
  const folder = temporaryFolder(file);
  try {
    if (lock !== undefined) verifyDataFile(directory, dataFileOf(directory));
    // Read first: what it does not hold any more will be in the copy.
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

/** Applies what was only in the journal, and adds the other files of the directory. LMDB's copy has one meta page only: each transaction writes another one, and there are at least two. */
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

/** A folder beside a file that only the owner may enter, so that the file can be moved to its place when it is complete. */
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

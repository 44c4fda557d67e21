import { copyFileSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BackupSummary, syncFile, temporaryFolder } from "./backup.js";
import { writeCompanion } from "./companion-files.js";
import { DataDirectoryError } from "./damage.js";
import { lockDirectory } from "./directory-lock.js";
import { encodeOperations } from "./encode-operations.js";
import type { Operation } from "./environment.js";
import { verifyDataFile } from "./load-data.js";
import { createDirectory, dataFileOf } from "./open-directory.js";
import { isFileKey } from "./records.js";
import { openEnvironment } from "./writer-thread.js";

/** Options of {@link restoreDataDirectory}. */
export interface RestoreRequest {
  /** A backup. */
  readonly file: string;
  /** The directory, which must have no data; it is created if it does not exist. */
  readonly directory: string;
  /** The current time, for people. */
  readonly since: string;
}

/** Restores a data directory from a backup, which is verified first. Rejects with DataDirectoryError. */
export async function restoreDataDirectory({
  file: source,
  directory: path,
  since,
}: RestoreRequest): Promise<BackupSummary> {
  const file = resolve(source);
  const directory = resolve(path);
  if (!existsSync(file) || !statSync(file).isFile()) throw new DataDirectoryError(`there is no backup ${file}`);
  const summary = verifyBackup(file, () => undefined);
  createDirectory(directory);
  const lock = await lockDirectory(directory, since);
  const target = dataFileOf(directory);
  const folder = temporaryFolder(target);
  try {
    if (existsSync(target) && statSync(target).size > 0) {
      throw new DataDirectoryError(`the data directory ${directory} has data: use a new directory, or move it away`);
    }
    const copy = join(folder, "store.mdb");
    copyFileSync(file, copy);
    const companions: Operation[] = [];
    verifyBackup(copy, (key, value) => {
      writeCompanion(directory, key, value);
      companions.push({ type: "delete", key: Buffer.from(key) });
    });
    const environment = await openEnvironment(copy);
    await environment.write(encodeOperations(companions)).finally(() => environment.close());
    syncFile(copy);
    renameSync(copy, target);
    return summary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await lock.release();
  }
}

function verifyBackup(file: string, visitFile: (key: Buffer, value: Buffer) => void): BackupSummary {
  try {
    return verifyDataFile(file, file, (key, value) => {
      if (isFileKey(key)) visitFile(key, value);
    });
  } catch (error) {
    throw error instanceof DataDirectoryError
      ? new DataDirectoryError(`${file} cannot be restored: it is damaged, or is not a backup of a data directory`, {
          cause: error,
        })
      : error;
  }
}

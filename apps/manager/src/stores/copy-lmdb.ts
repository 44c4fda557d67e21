import { readdir } from "node:fs/promises";
import { DataDirectoryError, openLmdbBackend } from "@engenho/store-lmdb";
import { UsageError } from "../usage-error.js";
import type { OpenForCopy } from "./copy-objects.js";

/**
 * Opens a data directory to copy from, or to if there is an `initialVersion`: a new one continues from that version, so that
 * resourceVersions never go back. Throws UsageError, also if there is nothing to copy from: a mistyped name must not become
 * an empty store.
 */
export async function openLmdbForCopy(directory: string, initialVersion: number | undefined): Promise<OpenForCopy> {
  if (initialVersion === undefined && !(await hasFiles(directory))) {
    throw new UsageError(`${directory} is not a data directory: it has no data`, 1);
  }
  try {
    const backend = await openLmdbBackend({ directory, initialVersion });
    return { backend, close: () => backend.close() };
  } catch (error) {
    throw error instanceof DataDirectoryError ? new UsageError(error.message, 1) : error;
  }
}

async function hasFiles(directory: string): Promise<boolean> {
  return (await readdir(directory).catch(() => [])).length > 0;
}

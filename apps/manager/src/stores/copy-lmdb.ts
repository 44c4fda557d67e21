import { DataDirectoryError, openLmdbBackend } from "@engenho/store-lmdb";
import { UsageError } from "../usage-error.js";
import type { OpenForCopy } from "./copy-objects.js";

/** Opens a data directory to copy from or to. A new one continues from a version, so that resourceVersions never go back. Throws UsageError. */
export async function openLmdbForCopy(directory: string, initialVersion: number | undefined): Promise<OpenForCopy> {
  try {
    const backend = await openLmdbBackend({ directory, initialVersion });
    return { backend, close: () => backend.close() };
  } catch (error) {
    throw error instanceof DataDirectoryError ? new UsageError(error.message, 1) : error;
  }
}

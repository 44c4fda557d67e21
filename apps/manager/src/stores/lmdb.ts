import { createLmdbStore, DataDirectoryError } from "@engenho/store-lmdb";
import { UsageError } from "../usage-error.js";
import type { OpenStore } from "./open-store.js";

/** Opens the store in `--data-dir`. Throws UsageError that names the flag. */
export const openLmdb: OpenStore = async ({ options, registry, limits }) => {
  const { dataDir } = options;
  if (dataDir === undefined) throw new UsageError("--store lmdb needs --data-dir <dir>", 2);
  try {
    return await createLmdbStore({ ...registry, ...limits, directory: dataDir });
  } catch (error) {
    throw error instanceof DataDirectoryError ? new UsageError(`--data-dir: ${error.message}`, 1) : error;
  }
};

export { type BackupRequest, type BackupSummary, backUpDataDirectory } from "./backup.js";
export { DataDirectoryError } from "./damage.js";
export {
  createLmdbStore,
  type LmdbStore,
  type LmdbStoreOptions,
  type OpenLmdbBackend,
  type OpenLmdbBackendOptions,
  openLmdbBackend,
} from "./lmdb-store.js";
export { type RestoreRequest, restoreDataDirectory } from "./restore.js";

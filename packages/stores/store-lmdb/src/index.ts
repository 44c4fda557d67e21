export { DataDirectoryError } from "./damage.js";
export { createLmdbStore, type LmdbStore, type LmdbStoreOptions } from "./lmdb-store.js";

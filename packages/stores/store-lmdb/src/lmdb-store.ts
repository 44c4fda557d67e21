import { resolve } from "node:path";
import { type Clock, checkOptions, type OptionRules, optionRules, systemClock } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import {
  createStandardRegistry,
  type StandardRegistryOptions,
  standardRegistryRules,
} from "@engenho/standard-registry";
import { type Backend, type BackendLimits, backendLimitRules } from "@engenho/storage";
import { LmdbBackend } from "./lmdb-backend.js";
import { openDirectory } from "./open-directory.js";
import { storageBytesIn } from "./storage-bytes.js";

/** Options of {@link createLmdbStore}. */
export interface LmdbStoreOptions extends StandardRegistryOptions, BackendLimits {
  /** The data directory, on a local disk; it is created if there is none. The history for watches survives a restart. */
  readonly directory: string;
}

/** A Store in a directory: what it has acknowledged survives the process. */
export interface LmdbStore extends RegistryStore {
  /**
   * Ends all watches, writes what has been accepted, and releases the directory; every later call throws StoreError `Closed`. May be
   * called more than once.
   */
  close(): Promise<void>;
  /** The approximate size of all objects in bytes, which `storageQuotaBytes` limits. */
  usedBytes(): number;
  /** The size of the files with objects in the data directory, in bytes. */
  storageBytes(): Promise<number>;
}

const rules: OptionRules<keyof LmdbStoreOptions> = {
  ...standardRegistryRules,
  ...backendLimitRules,
  directory: { ...optionRules.text, required: true },
};

/**
 * Opens the store in a data directory, with the behaviour of an API server. Rejects with an error named `DataDirectoryError`, whose
 * message is one sentence for people, if the directory is in use, is damaged, has a newer format or cannot be opened, and if `lmdb`
 * is not installed.
 */
export async function createLmdbStore(options: LmdbStoreOptions): Promise<LmdbStore> {
  checkOptions("createLmdbStore", options, rules);
  const { directory, watchHistoryLimit, watchHistoryBytes, watchHistoryMs, storageQuotaBytes, ...rest } = options;
  const bounds = { watchHistoryLimit, watchHistoryBytes, watchHistoryMs, storageQuotaBytes };
  const backend = await openLmdbBackend({ directory, clock: options.clock, ...bounds });
  return Object.assign(createStandardRegistry(backend, rest), {
    usedBytes: () => backend.weight,
    storageBytes: () => storageBytesIn(directory),
    close: () => backend.close(),
  });
}

/** Options of {@link openLmdbBackend}. */
export interface OpenLmdbBackendOptions extends BackendLimits {
  /** The data directory, on a local disk; it is created if there is none. */
  readonly directory: string;
  /** The version before the first commit in a new directory. Default 1. */
  readonly initialVersion?: number | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
}

/**
 * Opens a data directory without a registry, for tools that copy objects as they are stored. Closing the backend releases the directory.
 * Rejects as {@link createLmdbStore}.
 */
export async function openLmdbBackend(options: OpenLmdbBackendOptions): Promise<OpenLmdbBackend> {
  const { directory: path, initialVersion, clock = systemClock, ...bounds } = options;
  const directory = resolve(path);
  const { loaded, environment } = await openDirectory(directory, { clock, initialVersion });
  return new LmdbBackend({ directory, environment, loaded, clock }, bounds);
}

/** The backend of a data directory. */
export interface OpenLmdbBackend extends Backend {
  /** The approximate total size of the objects, in bytes. */
  readonly weight: number;
  /** What has been accepted is written before. */
  close(): Promise<void>;
}

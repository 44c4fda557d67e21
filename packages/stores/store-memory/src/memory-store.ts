import { checkOptions, type OptionRules, optionRules } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import {
  createStandardRegistry,
  type StandardRegistryOptions,
  standardRegistryRules,
} from "@engenho/standard-registry";
import { MemoryBackend } from "./memory-backend.js";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions extends StandardRegistryOptions {
  /**
   * How many commits are retained for watches. A watch that falls further behind lags; a watch from an older version, and an
   * older `continue` token, is `Expired`. Default 32 768.
   */
  readonly watchHistoryLimit?: number | undefined;
  /** The approximate maximum size of the retained commits, in bytes; the oldest are dropped first. Default 256 MiB. */
  readonly watchHistoryBytes?: number | undefined;
  /** The maximum age of the retained commits, in milliseconds, checked with each commit. Default: no limit. */
  readonly watchHistoryMs?: number | undefined;
  /**
   * The approximate maximum size of all objects in memory, in bytes. A write that would exceed it fails with StoreError
   * `InternalError`, "etcdserver: mvcc: database space exceeded"; reads, deletions and updates that shrink objects still
   * succeed. Default: no limit.
   */
  readonly storageQuotaBytes?: number | undefined;
}

/** The ranges of Service IPs and ports. */
export type ServiceRanges = NonNullable<StandardRegistryOptions["services"]>;

/** A Store in the memory of this process. */
export interface MemoryStore extends RegistryStore {
  /** Ends all watches; every later call throws StoreError `Closed`. May be called more than once. */
  close(): Promise<void>;
  /** The approximate size of all objects in bytes, which `storageQuotaBytes` limits. */
  usedBytes(): number;
}

const rules: OptionRules<keyof MemoryStoreOptions> = {
  ...standardRegistryRules,
  watchHistoryLimit: optionRules.wholeNumber(1, Number.POSITIVE_INFINITY),
  watchHistoryBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  watchHistoryMs: { ...optionRules.interval, accepts: (value) => typeof value === "number" && value >= 0 },
  storageQuotaBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
};

/** Creates an empty in-memory store with the behaviour of an API server. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  checkOptions("createMemoryStore", options, rules);
  const backend = new MemoryBackend(options);
  const store = createStandardRegistry(backend, options);
  return {
    get: (kind, key, readOptions) => store.get(kind, key, readOptions),
    list: (kind, listOptions) => store.list(kind, listOptions),
    create: (object, writeOptions) => store.create(object, writeOptions),
    update: (object, writeOptions) => store.update(object, writeOptions),
    patch: (kind, key, patch, writeOptions) => store.patch(kind, key, patch, writeOptions),
    delete: (kind, key, deleteOptions) => store.delete(kind, key, deleteOptions),
    watch: (watchOptions) => store.watch(watchOptions),
    get oldestResourceVersion() {
      return backend.oldestResourceVersion;
    },
    subresource: (kind, key, name) => store.subresource(kind, key, name),
    kinds: () => store.kinds(),
    admitConnection: (connection, connectionOptions) => store.admitConnection(connection, connectionOptions),
    definitions: () => store.definitions(),
    countObjects: () => store.countObjects(),
    seed: (objects) => store.seed(objects),
    usedBytes: () => backend.weight,
    async close() {
      backend.close();
    },
  };
}

import { checkOptions, type OptionRules } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import {
  createStandardRegistry,
  type StandardRegistryOptions,
  standardRegistryRules,
} from "@engenho/standard-registry";
import { type BackendLimits, backendLimitRules } from "@engenho/storage";
import { MemoryBackend } from "./memory-backend.js";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions extends StandardRegistryOptions, BackendLimits {}

/** The ranges of Service IPs and ports. */
export type ServiceRanges = NonNullable<StandardRegistryOptions["services"]>;

/** A Store in the memory of this process. */
export interface MemoryStore extends RegistryStore {
  /** Ends all watches; every later call throws StoreError `Closed`. May be called more than once. */
  close(): Promise<void>;
  /** The approximate size of all objects in bytes, which `storageQuotaBytes` limits. */
  usedBytes(): number;
}

const rules: OptionRules<keyof MemoryStoreOptions> = { ...standardRegistryRules, ...backendLimitRules };

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

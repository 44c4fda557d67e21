import type { Store } from "@engenho/core";
import { createRegistry, type RegistryOptions } from "@engenho/registry";
import { MemoryBackend, type MemoryBackendOptions } from "./memory-backend.js";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions extends RegistryOptions, MemoryBackendOptions {}

/** A Store that lives and dies with this process. */
export interface MemoryStore extends Store {
  /** Ends all watches; every later call throws StoreError `Closed`. More than once is harmless. */
  close(): Promise<void>;
}

/** A Kubernetes object store in this process, empty, with the rules of an API server. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const backend = new MemoryBackend(options);
  const store = createRegistry(backend, options);
  return {
    get: (reference, readOptions) => store.get(reference, readOptions),
    list: (kind, listOptions) => store.list(kind, listOptions),
    create: (object, writeOptions) => store.create(object, writeOptions),
    update: (object, writeOptions) => store.update(object, writeOptions),
    patch: (reference, patch, writeOptions) => store.patch(reference, patch, writeOptions),
    delete: (reference, deleteOptions) => store.delete(reference, deleteOptions),
    watch: (watchOptions) => store.watch(watchOptions),
    kinds: () => store.kinds(),
    async close() {
      backend.close();
    },
  };
}

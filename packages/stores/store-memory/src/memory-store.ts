import { type Clock, checkOptions, type Logger, type OptionRules, optionRules, type RandomSource } from "@engenho/core";
import { createRegistry, type RegistryStore } from "@engenho/registry";
import { MemoryBackend } from "./memory-backend.js";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
  /**
   * How many commits are kept for watches to read. One that falls further behind is told that it lagged; a watch from an
   * older version is `Expired`, and so is a `continue`. Default 32 768.
   */
  readonly watchHistoryLimit?: number | undefined;
  /** About how many bytes those commits may take; the oldest give way to large ones sooner. Default 256 MiB. */
  readonly watchHistoryBytes?: number | undefined;
  /** How old a commit may get that is kept for watches, in milliseconds, as commits come in. Default: no limit. */
  readonly watchHistoryMs?: number | undefined;
  /**
   * About how many bytes the objects may take in memory together. What would grow beyond it is refused with StoreError
   * `InternalError`, "etcdserver: mvcc: database space exceeded"; reads, deletions and updates that shrink go on. Default: no
   * limit.
   */
  readonly storageQuotaBytes?: number | undefined;
  /**
   * Whether a namespaced object can only be created in a namespace that exists, and `default`, `kube-system` and
   * `kube-public` cannot be deleted, as an API server has it. The store makes none of them: who says true creates `default`
   * before the first object in it. Default false: nothing needs to be set up. A namespace that exists and is being
   * terminated refuses new content either way.
   */
  readonly requireNamespaces?: boolean | undefined;
  /** Where Services get their cluster IPs and node ports from. */
  readonly services?: ServiceRanges | undefined;
}

/** What is handed out to Services. */
export interface ServiceRanges {
  /**
   * The range of cluster IPs, or two of them, one of each family; the first is the default family. Default
   * `10.96.0.0/12`.
   */
  readonly clusterIpRanges?: readonly [string] | readonly [string, string];
  /** Default 30000 to 32767. */
  readonly nodePortRange?: { readonly first: number; readonly last: number };
}

/** A Store that lives and dies with this process. */
export interface MemoryStore extends RegistryStore {
  /** Ends all watches; every later call throws StoreError `Closed`. More than once is harmless. */
  close(): Promise<void>;
  /** About how many bytes the objects take: what `storageQuotaBytes` limits. */
  usedBytes(): number;
}

const rules: OptionRules<keyof MemoryStoreOptions> = {
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
  watchHistoryLimit: optionRules.wholeNumber(1, Number.POSITIVE_INFINITY),
  watchHistoryBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  watchHistoryMs: { ...optionRules.interval, accepts: (value) => typeof value === "number" && value >= 0 },
  storageQuotaBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  requireNamespaces: optionRules.flag,
  services: optionRules.object,
};

/** A Kubernetes object store in this process, empty, with the rules of an API server. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  checkOptions("createMemoryStore", options, rules);
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
    get oldestResourceVersion() {
      return backend.oldestResourceVersion;
    },
    kinds: () => store.kinds(),
    definitions: () => store.definitions(),
    usedBytes: () => backend.weight,
    async close() {
      backend.close();
    },
  };
}

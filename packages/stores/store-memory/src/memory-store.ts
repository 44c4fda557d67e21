import { type Clock, checkOptions, type Logger, type OptionRules, optionRules, type RandomSource } from "@engenho/core";
import type { AdmissionPlugin, Authorizer, KindDefinition, RegistryOptions, RegistryStore } from "@engenho/registry";
import { createStandardRegistry } from "@engenho/standard-registry";
import { MemoryBackend } from "./memory-backend.js";

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Kinds of your own, beside the built-in ones. Default: none. */
  readonly kinds?: readonly KindDefinition[] | undefined;
  /**
   * Additional admission plugins. One with the name of a plugin of kube-apiserver takes that plugin's place in the order, and
   * replaces the default one of that name; others run after the default ones, but before the admission policies, the webhooks
   * and ResourceQuota. Default: none.
   */
  readonly admission?: readonly AdmissionPlugin[] | undefined;
  /** What admission plugins ask whether a user may do something. It does not guard the store itself. Default: none. */
  readonly authorizer?: Authorizer | undefined;
  /** Makes the client that calls webhooks, of admission and of conversion. Default: none, and every call fails. */
  readonly webhookClient?: RegistryOptions["webhookClient"];
  /** The names of admission plugins that do not run, such as `ServiceAccount`. Unknown names are ignored. Default: none. */
  readonly disableAdmissionPlugins?: readonly string[] | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
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
  /**
   * Whether a namespaced object can only be created in an existing namespace, and `default`, `kube-system` and `kube-public`
   * cannot be deleted, as with an API server. The store creates no namespaces: with true, create `default` before the first
   * object in it. Default false: no setup is needed. A terminating namespace refuses new content in either case.
   */
  readonly requireNamespaces?: boolean | undefined;
  /**
   * Whether a Pod can only be created if its ServiceAccount exists, as with an API server. Default false. A Pod gets the token
   * volume and the image pull secrets of an account that exists in either case.
   */
  readonly requireServiceAccounts?: boolean | undefined;
  /** The ranges from which Services get their cluster IPs and node ports. */
  readonly services?: ServiceRanges | undefined;
}

/** The ranges of Service IPs and ports. */
export interface ServiceRanges {
  /**
   * One range of cluster IPs, or two of different families; the first one is the default family. Default
   * `10.96.0.0/12`.
   */
  readonly clusterIpRanges?: readonly [string] | readonly [string, string];
  /** Default 30000 to 32767. */
  readonly nodePortRange?: { readonly first: number; readonly last: number };
}

/** A Store in the memory of this process. */
export interface MemoryStore extends RegistryStore {
  /** Ends all watches; every later call throws StoreError `Closed`. May be called more than once. */
  close(): Promise<void>;
  /** The approximate size of all objects in bytes, which `storageQuotaBytes` limits. */
  usedBytes(): number;
}

const rules: OptionRules<keyof MemoryStoreOptions> = {
  kinds: { expected: "a list of kinds", accepts: Array.isArray },
  admission: { expected: "a list of admission plugins", accepts: Array.isArray },
  authorizer: optionRules.object,
  webhookClient: optionRules.callable,
  disableAdmissionPlugins: optionRules.texts,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
  watchHistoryLimit: optionRules.wholeNumber(1, Number.POSITIVE_INFINITY),
  watchHistoryBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  watchHistoryMs: { ...optionRules.interval, accepts: (value) => typeof value === "number" && value >= 0 },
  storageQuotaBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  requireNamespaces: optionRules.flag,
  requireServiceAccounts: optionRules.flag,
  services: optionRules.object,
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
    definitions: () => store.definitions(),
    countObjects: () => store.countObjects(),
    seed: (objects) => store.seed(objects),
    usedBytes: () => backend.weight,
    async close() {
      backend.close();
    },
  };
}

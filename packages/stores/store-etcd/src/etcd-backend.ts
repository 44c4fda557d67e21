import {
  isStoreError,
  KindFilter,
  type ObjectList,
  type Stored,
  StoreError,
  type Watch,
  type WatchOptions,
} from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import {
  type Backend,
  type BackendListOptions,
  type BackendWrite,
  type Commit,
  type CommitResult,
  type GroupKind,
  type Guard,
  type StorageKey,
  sealObject,
  versionOf,
} from "@engenho/storage";
import type { KindCache } from "./cache/kind-cache.js";
import { NewestRevision } from "./cache/newest-revision.js";
import { type PendingWrite, PendingWrites } from "./cache/pending-writes.js";
import { readKind } from "./cache/read-kind.js";
import { WatchCache, type WatchCacheOptions } from "./cache/watch-cache.js";
import type { EtcdClient } from "./client/etcd-client.js";
import { claimKey, commitTransaction, lostClaims, type WriteToCommit } from "./commit-transaction.js";
import { encodeValue } from "./layout/stored-value.js";
import type { Leases } from "./maintenance/leases.js";
import { isUnsupported, SingleClaims } from "./single-claims.js";
import { storeErrorOf } from "./store-errors.js";

/** Options of {@link EtcdBackend}. */
export interface EtcdBackendOptions extends Omit<WatchCacheOptions, "pending"> {
  /** The leases of Events. */
  readonly eventLeases: Leases;
}

/**
 * The objects of a cluster in etcd. Reads are served from a cache that is maintained by a watch of all keys; a commit
 * is a transaction, and resolves when the cache has it.
 */
export class EtcdBackend implements Backend {
  readonly #options: EtcdBackendOptions;
  readonly #pending = new PendingWrites();
  readonly #cache: WatchCache;
  readonly #newest: NewestRevision;
  /** Set when the server turns out not to support transactions of several keys. */
  #hasSingleKeys = false;
  #isClosed = false;

  constructor(options: EtcdBackendOptions) {
    this.#options = options;
    this.#cache = new WatchCache({ ...options, pending: this.#pending });
    this.#newest = new NewestRevision(options.client, options.layout.prefix);
  }

  get resourceVersion(): string {
    return String(this.#cache.log.version);
  }

  get oldestResourceVersion(): string {
    return String(this.#cache.log.oldestVersion);
  }

  follow(listener: (commit: Commit) => void): void {
    this.#cache.follow(listener);
  }

  async refresh(resourceVersion?: string): Promise<void> {
    this.#checkOpen();
    const wanted = resourceVersion === undefined ? Number.POSITIVE_INFINITY : Number(resourceVersion);
    if (wanted <= this.#cache.log.version) return;
    const newest = await this.#asStore(this.#newest.get());
    // The caller rejects a version that does not exist yet.
    await this.#cache.reach(Math.min(wanted, newest));
  }

  get(key: StorageKey): MaybePromise<Stored | undefined> {
    return this.#read(key, undefined, (cache) => this.#objectAt(cache, key));
  }

  list(kind: GroupKind, options: BackendListOptions): MaybePromise<ObjectList> {
    const nothing: ObjectList = { items: [], resourceVersion: this.resourceVersion };
    return this.#read(kind, nothing, (cache): MaybePromise<ObjectList> => {
      const { layout } = this.#options;
      const { namespace } = options;
      const isNarrow = cache.place.namespaced && namespace !== undefined;
      cache.checkReadable(isNarrow ? `${layout.startOf(cache.place)}${namespace}/` : layout.startOf(cache.place));
      try {
        return this.#page(cache, options);
      } catch (error) {
        if (!isStoreError(error, "Expired")) throw error;
        return this.#pageFromEtcd(cache, options, error);
      }
    });
  }

  count(kind: GroupKind): MaybePromise<number> {
    return this.#read(kind, 0, ({ table, unreadable }) => table.size + unreadable.size);
  }

  commit(write: BackendWrite): Promise<CommitResult> {
    this.#checkOpen();
    const cache = this.#cache.cacheOf(write.key);
    if (cache === undefined) return Promise.reject(unknownKind(write.key));
    return this.#asStore(this.#commit(cache, write));
  }

  watch(options: WatchOptions): Watch {
    this.#checkOpen();
    return this.#cache.watch(this.#cachesOf(options), options);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cache.close();
    this.#options.client.close();
  }

  /**
   * Reads a kind from memory: synchronously, except the first time, when it is loaded. `nothing` is the result for an unknown
   * kind.
   */
  #read<T>(kind: GroupKind, nothing: T, read: (cache: KindCache) => MaybePromise<T>): MaybePromise<T> {
    this.#checkOpen();
    const cache = this.#cache.cacheOf(kind);
    if (cache === undefined) return nothing;
    const warmed = this.#cache.warm(cache);
    return warmed === undefined ? read(cache) : warmed.then(() => read(cache));
  }

  #objectAt(cache: KindCache, { namespace, name }: StorageKey): Stored | undefined {
    const found = cache.table.get(namespace, name);
    if (found === undefined) cache.checkReadable(this.#options.layout.keyOf(cache.place, namespace, name));
    return found;
  }

  #page({ place, table }: KindCache, options: BackendListOptions): ObjectList {
    const { limit, continue: token } = options;
    const { pages, log } = this.#cache;
    return pages.list({ tableName: place.path, table, query: options, version: log.version, limit, continue: token });
  }

  /**
   * A page of a list that was started by another process, or long ago by this one: at its revision, if etcd still has
   * it.
   */
  async #pageFromEtcd(cache: KindCache, options: BackendListOptions, expired: StoreError): Promise<ObjectList> {
    const { pages } = this.#cache;
    const { place } = cache;
    const revision = pages.versionOfToken(options.continue);
    const { oldestVersion, version } = this.#cache.log;
    const isForgotten = revision !== undefined && revision >= this.#options.revision && revision < oldestVersion;
    if (revision === undefined || revision > version || isForgotten) throw expired;
    const read = readKind(this.#options, { place, revision, known: cache.table });
    const { table } = await read.catch(() => {
      throw expired;
    });
    const { limit, continue: token } = options;
    const page = { tableName: place.path, table, query: options, version: revision, limit, continue: token };
    pages.pin(page);
    return pages.list(page);
  }

  async #commit(cache: KindCache, write: BackendWrite): Promise<CommitResult> {
    const warmed = this.#cache.warm(cache);
    if (warmed !== undefined) await warmed;
    const { layout, eventLeases } = this.#options;
    const { key, type } = write;
    const current = this.#objectAt(cache, key);
    const expected = type === "create" ? undefined : write.previous;
    if (!isSame(current, expected)) return { type: "conflict", current };
    const keyText = layout.keyOf(cache.place, key.namespace, key.name);
    const value = type === "delete" ? Buffer.alloc(0) : encodeValue(write.object);
    const lease = key.kind === "Event" && key.group === "" && type !== "delete" ? await eventLeases.get() : undefined;
    const guard = write.guard && this.#revisionOf(write.guard);
    const pending: PendingWrite = { write, value, sealed: undefined };
    this.#pending.add(keyText, pending);
    try {
      const response = await this.#transact({ write, keyText, value, lease, prefix: layout.prefix, guard });
      if ("claims" in response) return response;
      const claims = response.succeeded ? [] : lostClaims(write, response);
      await this.#cache.reach(revisionToSee(write, response));
      // A repeated transaction fails if the first attempt succeeded and its response was lost.
      if (response.succeeded || (response.isRepeated && pending.sealed !== undefined)) {
        const object = pending.sealed ?? sealObject(write.object, String(response.revision));
        return { type: "committed", object };
      }
      if (claims.length > 0) return { type: "claimed", claims };
      return { type: "conflict", current: this.#objectAt(cache, key) };
    } catch (error) {
      if (lease !== undefined) eventLeases.forget();
      throw error;
    } finally {
      this.#pending.remove(keyText, pending);
    }
  }

  #revisionOf({ key, object }: Guard): NonNullable<WriteToCommit["guard"]> {
    const place = this.#cache.cacheOf(key)?.place;
    if (place === undefined) throw unknownKind(key);
    const keyText = this.#options.layout.keyOf(place, key.namespace, key.name);
    return { key: Buffer.from(keyText), revision: versionOf(object) };
  }

  async #transact(commit: WriteToCommit): Promise<CommitResponse | ClaimedResult> {
    const { client } = this.#options;
    const { guard, write } = commit;
    const isSingle = write.claims === undefined && guard === undefined;
    if (isSingle || !this.#hasSingleKeys) {
      try {
        return await client.txn(commitTransaction(commit));
      } catch (error) {
        if (isSingle || !isUnsupported(error)) throw error;
        this.#hasSingleKeys = true;
      }
    }
    return this.#transactSingly(commit);
  }

  /** The same in several transactions of one key each. */
  async #transactSingly({ guard, ...commit }: WriteToCommit): Promise<CommitResponse | ClaimedResult> {
    const { client, layout } = this.#options;
    const { write, keyText } = commit;
    const { claims = { take: [], give: [] } } = write;
    const single = new SingleClaims(client, (claim) => claimKey(layout.prefix, claim));
    const lost = await single.take(claims, Buffer.from(keyText));
    if (lost !== undefined) return { type: "claimed", claims: [lost] };
    if (guard !== undefined) {
      const { revision, kvs } = await client.range({ key: guard.key });
      if (kvs[0]?.modRevision !== guard.revision) {
        await single.give(claims.take);
        return { revision, succeeded: false, found: [], isRepeated: false };
      }
    }
    const alone = { ...commit, guard: undefined, write: { ...write, claims: undefined } };
    const response = await client.txn(commitTransaction(alone));
    // Whether a repeated transaction was executed is not known.
    if (response.succeeded) await single.give(claims.give);
    else if (!response.isRepeated) await single.give(claims.take);
    return response;
  }

  #cachesOf({ kinds }: WatchOptions): readonly KindCache[] {
    const selectors = kinds === undefined ? undefined : KindFilter.of(kinds).kinds;
    if (selectors === undefined) return this.#cache.cachesOf(undefined);
    return selectors.flatMap((selector) => {
      if (typeof selector === "string") return this.#cache.cachesOf(selector);
      const cache = this.#cache.cacheOf(selector);
      return cache === undefined ? [] : [cache];
    });
  }

  async #asStore<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (this.#isClosed) throw new StoreError("Closed", "the store is closed");
      throw storeErrorOf(error);
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError("Closed", "the store is closed");
  }
}

type ClaimedResult = Extract<CommitResult, { readonly type: "claimed" }>;
type CommitResponse = Awaited<ReturnType<EtcdClient["txn"]>>;

/** Objects of a kind that was read again are equal but not identical. */
function isSame(current: Stored | undefined, expected: Stored | undefined): boolean {
  if (current === expected) return true;
  return (
    current?.metadata.uid === expected?.metadata.uid &&
    current?.metadata.resourceVersion === expected?.metadata.resourceVersion
  );
}

/** The newest revision that a transaction has written, or returned when it failed: reads at that revision show why. */
function revisionToSee({ guard }: BackendWrite, { succeeded, revision, found }: CommitResponse): number {
  if (succeeded) return revision;
  const compared = guard === undefined ? [found[0]] : [found[0], found.at(-1)];
  return Math.max(...compared.map((kv) => kv?.modRevision ?? revision));
}

function unknownKind({ group, kind }: GroupKind): StoreError {
  return new StoreError(
    "InternalError",
    `the storage path of ${kind}.${group} is unknown: no CustomResourceDefinition defines it`,
  );
}

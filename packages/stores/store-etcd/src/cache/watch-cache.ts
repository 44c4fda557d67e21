import { type Clock, type Logger, type Stored, StoreError, type Watch, type WatchOptions } from "@engenho/core";
import {
  type BackendLimits,
  type Commit,
  type CommitLog,
  commitLogWithin,
  type GroupKind,
  PagedLists,
  parseResourceVersion,
  versionOf,
} from "@engenho/storage";
import type { EtcdClient } from "../client/etcd-client.js";
import type { KeyEvent } from "../client/messages.js";
import { WatchStream } from "../client/watch-stream.js";
import { definitionKind, type KeyLayout, type KindPlace, type ObjectPlace } from "../layout/key-layout.js";
import { decodeValue, deletedAt } from "../layout/stored-value.js";
import { isCompacted, storeErrorOf } from "../store-errors.js";
import { differences } from "./differences.js";
import { KindCache } from "./kind-cache.js";
import { type Loading, newLoading } from "./loading.js";
import { PastWatches } from "./past-watches.js";
import type { PendingWrites } from "./pending-writes.js";
import { endOf, type KindState, readKind } from "./read-kind.js";
import { RevisionMark } from "./revision-mark.js";
import { RevisionWaiters } from "./revision-waiters.js";

/** Options of {@link WatchCache}. */
export interface WatchCacheOptions {
  readonly client: EtcdClient;
  readonly layout: KeyLayout;
  readonly pending: PendingWrites;
  /** Real time, for the network. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** The revision at which the watch starts. */
  readonly revision: number;
  /** How long reads wait for a revision. */
  readonly timeoutMs: number;
  /** The limits of the history for watches. */
  readonly history: Pick<BackendLimits, "watchHistoryLimit" | "watchHistoryBytes">;
}

/** What the watch delivers, in order: events, and revisions up to which all events have been delivered. */
type Delivery = KeyEvent | number;

/** How many kinds are read concurrently. */
const readers = 8;
const retryMs = 250;

/**
 * The objects of a cluster in memory, maintained by one watch of all of its keys, in the order of etcd's revisions. A
 * kind is read when it is first needed, at the revision that the watch has reached, while later events wait. When the
 * watch has missed events because of a compaction, every kind is read again, and the log is reset.
 */
export class WatchCache {
  readonly log: CommitLog;
  readonly pages = new PagedLists();
  readonly #options: WatchCacheOptions;
  readonly #caches = new Map<KindPlace, KindCache>();
  readonly #wanted = new Set<KindCache>();
  readonly #loading = new Map<KindCache, Loading>();
  readonly #waiters: RevisionWaiters;
  readonly #mark: RevisionMark;
  /** All keys of the cluster. */
  readonly #keys: { readonly key: Buffer; readonly rangeEnd: Buffer };
  readonly #pasts: PastWatches;
  #deliveries: Delivery[] = [];
  #at = 0;
  #watch: WatchStream;
  #listener: ((commit: Commit) => void) | undefined;
  #wantsEveryKind = false;
  #isBusy = false;
  #isStale = false;
  #isClosed = false;

  constructor(options: WatchCacheOptions) {
    this.#options = options;
    const { client, clock, layout, revision, timeoutMs, history } = options;
    this.log = commitLogWithin(history, clock, revision);
    this.#mark = new RevisionMark(client, layout.prefix);
    const start = `${layout.prefix}/`;
    this.#keys = { key: Buffer.from(start), rangeEnd: endOf(start) };
    this.#pasts = new PastWatches({ ...options, ...this.#keys, mark: this.#mark });
    this.#waiters = new RevisionWaiters({ clock, timeoutMs, onSilence: () => this.#askForProgress() });
    for (const place of layout.places) this.#caches.set(place, new KindCache(place, revision));
    this.#watch = this.#open(revision);
    const definitions = this.cacheOf(definitionKind);
    if (definitions !== undefined) this.want(definitions);
  }

  /** Registers a listener for every commit. */
  follow(listener: (commit: Commit) => void): void {
    this.#listener = listener;
  }

  /** Undefined for an unknown kind. */
  cacheOf(kind: GroupKind): KindCache | undefined {
    const place = this.#options.layout.placeOf(kind);
    return place === undefined ? undefined : this.#caches.get(place);
  }

  /** The kinds of this name in any group, or all kinds. Those that are defined later are wanted, too. */
  cachesOf(name: string | undefined): readonly KindCache[] {
    this.#wantsEveryKind = true;
    return [...this.#caches.values()].filter(({ place }) => name === undefined || place.kind.kind === name);
  }

  /** Makes the kind's commits go into the log from now on. */
  want(cache: KindCache): void {
    if (cache.state !== "cold") return;
    cache.state = "wanted";
    this.#wanted.add(cache);
    this.#run();
  }

  /**
   * The commits of some kinds after a version, the newest by default. Commits that are no longer in the log, or precede the start of the
   * process or the first use of the kind, are read from etcd.
   */
  watch(caches: readonly KindCache[], options: WatchOptions): Watch {
    for (const cache of caches) this.want(cache);
    const oldest = Math.max(this.log.oldestVersion, ...caches.map(({ since }) => since));
    const { resourceVersion, namespace } = options;
    const from = resourceVersion === undefined ? this.log.version : parseResourceVersion(resourceVersion);
    if (from >= oldest) return this.log.watch(options, oldest);
    const until = this.log.version;
    const live = this.log.watch({ ...options, resourceVersion: String(until) }, until);
    return this.#pasts.open({ places: new Set(caches.map(({ place }) => place)), namespace, from, until, live });
  }

  /** Undefined if the kind is warm; otherwise a promise that resolves when it is, or rejects if it cannot be read. */
  warm(cache: KindCache): Promise<void> | undefined {
    if (cache.state === "warm") return undefined;
    this.#checkOpen();
    let loading = this.#loading.get(cache);
    if (loading === undefined) {
      loading = newLoading();
      this.#loading.set(cache, loading);
    }
    this.want(cache);
    return loading.promise;
  }

  /** Undefined if reads show this revision; otherwise a promise that resolves when they do. */
  reach(revision: number): Promise<void> | undefined {
    if (revision <= this.log.version) return undefined;
    this.#checkOpen();
    return this.#waiters.wait(revision);
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#watch.close();
    this.#waiters.close();
    this.#pasts.close();
    this.log.close();
    for (const { reject } of this.#loading.values()) reject(new StoreError("Closed", "the store is closed"));
    this.#loading.clear();
  }

  #open(revision: number): WatchStream {
    return new WatchStream(
      {
        ...this.#options,
        ...this.#keys,
        onEvents: (events) => this.#deliver(events),
        onProgress: (progress) => this.#deliver([progress]),
        onCompacted: () => {
          this.#isStale = true;
          this.#run();
        },
      },
      revision,
    );
  }

  #deliver(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#deliveries.push(delivery);
    this.#run();
  }

  #askForProgress(): void {
    if (!this.#watch.requestProgress()) this.#mark.set();
  }

  /** Applies what has been delivered, unless a kind has to be read first. */
  #run(): void {
    if (this.#isBusy || this.#isClosed) return;
    this.#isBusy = true;
    while (!this.#isStale && this.#wanted.size === 0 && this.#at < this.#deliveries.length) {
      const delivery = this.#deliveries[this.#at++] as Delivery;
      if (typeof delivery === "number") this.log.advance(delivery);
      else this.#apply(delivery);
    }
    if (this.#at === this.#deliveries.length) {
      this.#deliveries = [];
      this.#at = 0;
    }
    this.pages.dropBefore(this.log.oldestVersion);
    this.#waiters.reached(this.log.version);
    if (!this.#isStale && this.#wanted.size === 0) {
      this.#isBusy = false;
      return;
    }
    this.#read().then(
      () => {
        this.#isBusy = false;
        this.#run();
      },
      (err: unknown) => this.#options.logger.error({ err }, "the cache of etcd has failed"),
    );
  }

  async #read(): Promise<void> {
    const { clock, logger } = this.#options;
    this.#watch.pause();
    try {
      if (!this.#isStale) await this.#readWanted();
      if (this.#isStale) await this.#readAgain();
    } catch (error) {
      if (this.#isClosed) return;
      logger.warn({ err: error }, "could not read from etcd");
      for (const cache of this.#wanted) this.#settle(cache, storeErrorOf(error));
      await new Promise<void>((resolve) => clock.setTimer(resolve, retryMs));
    }
    this.#watch.resume();
    // Waiting reads run before the next event is applied.
    await clock.turn();
  }

  async #readWanted(): Promise<void> {
    const wanted = [...this.#wanted];
    try {
      const states = await this.#readAll(wanted, this.log.version);
      for (const [index, cache] of wanted.entries()) this.#take(cache, states[index] as KindState);
    } catch (error) {
      if (!isCompacted(error)) throw error;
      this.#isStale = true;
    }
  }

  /** Reads every kind that was ever read or watched, at the newest revision. */
  async #readAgain(): Promise<void> {
    const { client, layout, logger } = this.#options;
    const { revision } = await client.range({ key: Buffer.from(`${layout.prefix}/`), limit: 1, keysOnly: true });
    logger.info({ revision }, "reading everything from etcd again: the events in between have been compacted");
    const definitions = this.cacheOf(definitionKind);
    if (definitions !== undefined) {
      const [state] = await this.#readAll([definitions], revision);
      this.#redefine(state as KindState);
    }
    const caches = [...this.#caches.values()].filter(({ state }) => state !== "cold");
    const states = await this.#readAll(caches, revision);
    const commits: Commit[] = [];
    for (const [index, cache] of caches.entries()) {
      const state = states[index] as KindState;
      if (cache.state === "warm") commits.push(...differences(cache.place.kind, cache.table, state.table));
      cache.since = revision;
      this.#take(cache, state);
    }
    this.log.reset(revision);
    this.pages.dropBefore(revision);
    this.#deliveries = [];
    this.#at = 0;
    this.#watch.close();
    this.#watch = this.#open(revision);
    this.#isStale = false;
    for (const commit of commits) this.#listener?.(commit);
  }

  async #readAll(caches: readonly KindCache[], revision: number): Promise<readonly KindState[]> {
    const states: KindState[] = [];
    let next = 0;
    const read = async () => {
      for (let index = next++; index < caches.length; index = next++) {
        const { place, table } = caches[index] as KindCache;
        states[index] = await readKind(this.#options, { place, revision, known: table });
      }
    };
    await Promise.all(Array.from({ length: Math.min(readers, caches.length) }, read));
    return states;
  }

  #take(cache: KindCache, { table, unreadable }: KindState): void {
    cache.table = table;
    cache.unreadable = unreadable;
    cache.state = "warm";
    this.#wanted.delete(cache);
    this.#settle(cache, undefined);
    if (cache !== this.cacheOf(definitionKind)) return;
    for (const definition of table.select({})) this.#define(definition, this.#wantsEveryKind);
  }

  #settle(cache: KindCache, error: unknown): void {
    const loading = this.#loading.get(cache);
    this.#loading.delete(cache);
    if (error === undefined) loading?.resolve();
    else loading?.reject(error);
  }

  #apply({ type, kv }: KeyEvent): void {
    const key = kv.key.toString();
    const found = this.#options.layout.find(key);
    const cache = found === undefined ? undefined : this.#caches.get(found.place);
    if (found !== undefined && cache?.state === "warm") {
      const previous = cache.table.get(found.namespace, found.name);
      // A kind is read at the revision of the last event; a transaction may have several at that revision.
      const isKnown = previous !== undefined && versionOf(previous) >= kv.modRevision;
      if (!isKnown && type === "put")
        this.#put(cache, { key, found, value: kv.value, revision: kv.modRevision, previous });
      else if (!isKnown) this.#delete(cache, { key, found, revision: kv.modRevision, previous });
    }
    if (cache?.state === "cold") cache.since = kv.modRevision;
    this.log.advance(kv.modRevision);
  }

  #put(cache: KindCache, { key, found, value, revision, previous }: Change & { readonly value: Buffer }): void {
    const own = this.#options.pending.put(key, value, revision);
    const decoded = own === undefined ? decodeValue(cache.place, value, revision) : undefined;
    if (decoded?.type === "unreadable") {
      this.#spoil(cache, key, decoded.reason, revision);
      return;
    }
    const object = own ?? (decoded as { readonly object: Stored }).object;
    cache.unreadable.delete(key);
    cache.table.set(found.namespace, found.name, object);
    const facts = { version: revision, weight: 2 * value.length };
    if (previous === undefined) this.log.append({ type: "ADDED", object }, facts);
    else this.log.append({ type: "MODIFIED", object, previous }, facts);
    if (cache === this.cacheOf(definitionKind)) this.#define(object, true);
    this.#tell(cache, found, { type: previous === undefined ? "create" : "update", object, previous });
  }

  #delete(cache: KindCache, { key, found, revision, previous }: Change): void {
    cache.unreadable.delete(key);
    if (previous === undefined) return;
    const own = this.#options.pending.deleted(key, previous, revision);
    const object = own ?? deletedAt(previous, revision);
    cache.table.delete(found.namespace, found.name);
    this.log.append({ type: "DELETED", object, previous }, { version: revision });
    if (cache === this.cacheOf(definitionKind)) this.#forget(found.name);
    this.#tell(cache, found, { type: "delete", object, previous });
  }

  /** A value that cannot be read was written: lists of the kind fail from now on, and watches lag. */
  #spoil(cache: KindCache, key: string, reason: string, revision: number): void {
    this.#options.logger.error({ key, kind: cache.place.kind.kind }, `a value in etcd cannot be read: ${reason}`);
    const isFirst = cache.unreadable.size === 0;
    cache.unreadable.set(key, reason);
    if (!isFirst) return;
    this.log.reset(revision);
    this.pages.dropBefore(revision);
  }

  #tell({ place }: KindCache, { namespace, name }: ObjectPlace, commit: Omit<Commit, "key">): void {
    const { group, kind } = place.kind;
    this.#listener?.({ ...commit, key: { group, kind, namespace, name } });
  }

  /** A kind that is defined while the cache runs is read at once, because existing watches may match its objects. */
  #define(definition: Stored, isWanted: boolean): void {
    const { layout } = this.#options;
    if (layout.isDefined(definition)) return;
    this.#forget(definition.metadata.name);
    const place = layout.define(definition);
    if (place === undefined) return;
    const cache = new KindCache(place, this.log.version);
    this.#caches.set(place, cache);
    if (isWanted) this.want(cache);
  }

  #forget(definitionName: string): void {
    const place = this.#options.layout.remove(definitionName);
    const cache = place === undefined ? undefined : this.#caches.get(place);
    if (place === undefined || cache === undefined) return;
    this.#caches.delete(place);
    this.#wanted.delete(cache);
    this.#settle(cache, undefined);
  }

  #redefine({ table }: KindState): void {
    const known = this.cacheOf(definitionKind)?.table.select({}) ?? [];
    for (const { metadata } of known) if (table.get("", metadata.name) === undefined) this.#forget(metadata.name);
    for (const definition of table.select({})) this.#define(definition, true);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError("Closed", "the store is closed");
  }
}

interface Change {
  readonly key: string;
  readonly found: ObjectPlace;
  readonly revision: number;
  readonly previous: Stored | undefined;
}

import { KindFilter, StoreError, type Watch, type WatchEvent, type WatchOptions } from "@engenho/core";
import { compileEventFilter } from "./event-filter.js";
import { LogWatch } from "./log-watch.js";
import { parseResourceVersion, versionOf } from "./resource-version.js";

/** Options of {@link CommitLog}. */
export interface CommitLogOptions {
  /** The number of commits kept for watches. Default 32 768. */
  readonly limit?: number;
  /** The total weight of the commits kept; the last one is kept whatever its weight. Default: no limit. */
  readonly limitBytes?: number;
  /** The maximum age of the commits kept, enforced on each commit. Default: no limit. */
  readonly limitMs?: number;
  /** The current time in milliseconds, for `limitMs`. Default: a constant. */
  readonly now?: () => number;
  /** The version before the first commit. Default 1. */
  readonly initialVersion?: number;
}

/** The default of {@link CommitLogOptions.limit}. */
export const defaultCommitLogLimit = 32_768;

/** Additional data for {@link CommitLog.append}. */
export interface CommitFacts {
  /** Greater than all previous ones. Default: the object's resourceVersion. */
  readonly version?: number;
  /** Approximately how many bytes are held for it alone. Default 0. */
  readonly weight?: number;
}

/**
 * Watches that wait for a commit of one kind. `dirtySince` is the position of the first such commit since they were last
 * notified.
 */
interface WaitingWatches {
  readonly watches: Set<LogWatch>;
  dirtySince: number | undefined;
}

/**
 * The last commits of a backend, in order, in a ring buffer shared by all watches: a watch is a cursor and a filter. Waiting
 * watches are grouped by kind, so that a commit costs nothing for watches of other kinds. They are notified in a microtask: all
 * commits of one synchronous burst are one signal.
 */
export class CommitLog {
  readonly #ring: (WatchEvent | undefined)[] = [];
  /** The versions of the commits in the ring, by slot. */
  readonly #versions: number[] = [];
  readonly #weights: number[] = [];
  readonly #times: number[] = [];
  readonly #limit: number;
  readonly #limitBytes: number;
  readonly #limitMs: number;
  readonly #now: () => number;
  #weight = 0;
  /** Positions count commits from 0 and are never reused; `position % limit` is the slot in the ring. */
  #first = 0;
  #next = 0;
  #version: number;
  #droppedVersion: number;
  readonly #waitingByKind = new Map<string, WaitingWatches>();
  readonly #waitingForAll: WaitingWatches = { watches: new Set(), dirtySince: undefined };
  #dirty: WaitingWatches[] = [];
  readonly #open = new Set<LogWatch>();
  #closed = false;

  /** Throws RangeError for a limit that is not a positive integer. */
  constructor(options: CommitLogOptions = {}) {
    const limit = options.limit ?? defaultCommitLogLimit;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new RangeError(`watchHistoryLimit must be a positive integer, not ${limit}`);
    }
    this.#limit = limit;
    this.#limitBytes = options.limitBytes ?? Number.POSITIVE_INFINITY;
    this.#limitMs = options.limitMs ?? Number.POSITIVE_INFINITY;
    this.#now = options.now ?? (() => 0);
    this.#version = options.initialVersion ?? 1;
    this.#droppedVersion = this.#version;
  }

  /** The version of the last commit. */
  get version(): number {
    return this.#version;
  }

  /** The oldest version that a watch can still start from. */
  get oldestVersion(): number {
    return this.#droppedVersion;
  }

  /** The position of the oldest commit in the ring. */
  get firstPosition(): number {
    return this.#first;
  }

  /** The position of the next commit. */
  get nextPosition(): number {
    return this.#next;
  }

  /** The commit at a position from `firstPosition`, inclusive, to `nextPosition`, exclusive. */
  at(position: number): WatchEvent {
    return this.#ring[position % this.#limit] as WatchEvent;
  }

  /** The approximate size in bytes of the commits in the ring. */
  get weight(): number {
    return this.#weight;
  }

  /** Appends a commit and notifies the watches that it concerns. */
  append(event: WatchEvent, { version = versionOf(event.object), weight = 0 }: CommitFacts = {}): void {
    const now = this.#now();
    if (this.#next - this.#first === this.#limit) this.#dropFirst();
    while (this.#first < this.#next && this.#exceeds(weight, now)) this.#dropFirst();
    const slot = this.#next % this.#limit;
    this.#ring[slot] = event;
    this.#versions[slot] = version;
    this.#weights[slot] = weight;
    this.#times[slot] = now;
    this.#weight += weight;
    const waiting = this.#waitingByKind.get(event.object.kind);
    if (waiting !== undefined) this.#touch(waiting);
    this.#touch(this.#waitingForAll);
    this.#next++;
    this.#version = version;
  }

  /** Moves on to a version at which nothing was committed here: a backend's versions may have gaps. */
  advance(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  /**
   * Drops all commits, because those that followed are missing: every watch lags, and none can start before `version`.
   */
  reset(version: number): void {
    while (this.#first < this.#next) this.#dropFirst();
    for (const waiting of this.#waitingByKind.values()) this.#touch(waiting);
    this.#touch(this.#waitingForAll);
    this.#version = version;
    this.#droppedVersion = version;
    // Skips a position, which stands for the commits that were missed.
    this.#first = ++this.#next;
  }

  /**
   * Opens a watch. An expired or future version is reported by its first `next()`. `oldestVersion`: for a watch that can only start
   * later than others. Default: that of the log.
   */
  watch(options: WatchOptions = {}, oldestVersion = this.#droppedVersion): Watch {
    const filter = compileEventFilter(
      options.kinds === undefined ? undefined : KindFilter.of(options.kinds),
      options.namespace,
    );
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
    const version =
      options.resourceVersion === undefined ? this.#version : parseResourceVersion(options.resourceVersion);
    const watch = new LogWatch(this, {
      filter,
      version,
      ...this.#start(version, Math.max(oldestVersion, this.#droppedVersion)),
    });
    this.#open.add(watch);
    return watch;
  }

  /** Ends every watch. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const watch of [...this.#open]) watch.close();
  }

  /** Called by a watch that has read everything: it is notified of the next commit that may concern it. @internal */
  wait(watch: LogWatch): void {
    for (const waiting of this.#groupsOf(watch)) waiting.watches.add(watch);
  }

  /** Called by a watch that no longer waits. @internal */
  stopWaiting(watch: LogWatch): void {
    for (const waiting of this.#groupsOf(watch)) waiting.watches.delete(watch);
  }

  /** Called by a closed watch. @internal */
  forget(watch: LogWatch): void {
    this.#open.delete(watch);
    this.stopWaiting(watch);
    for (const kind of watch.filter.kinds ?? []) {
      const waiting = this.#waitingByKind.get(kind);
      if (waiting?.watches.size === 0 && waiting.dirtySince === undefined) this.#waitingByKind.delete(kind);
    }
  }

  /** The first position that a waiting watch has not seen and that may concern it; `nextPosition` if there is none. @internal */
  unseenBy(watch: LogWatch): number {
    let position = this.#next;
    for (const waiting of this.#groupsOf(watch)) position = Math.min(position, waiting.dirtySince ?? position);
    return position;
  }

  /** The version of the commit before a position; before `nextPosition` the current version. */
  versionBefore(position: number): number {
    if (position >= this.#next) return this.#version;
    return position <= this.#first ? this.#droppedVersion : this.#versionAt(position - 1);
  }

  #start(version: number, oldest: number): { readonly position: number; readonly failure?: StoreError } {
    if (version === this.#version) return { position: this.#next };
    if (version < oldest) {
      const message = `too old resource version: ${version} (${oldest})`;
      return { position: this.#next, failure: new StoreError("Expired", message) };
    }
    if (version > this.#version) {
      const message = `Too large resource version: ${version}, current: ${this.#version}`;
      const failure = new StoreError("Timeout", message, {
        details: {
          retryAfterSeconds: 1,
          causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        },
      });
      return { position: this.#next, failure };
    }
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#versionAt(middle) <= version) low = middle + 1;
      else high = middle;
    }
    return { position: low };
  }

  /** Whether the oldest commit must be evicted for a new one of this weight. */
  #exceeds(weight: number, now: number): boolean {
    const age = now - (this.#times[this.#first % this.#limit] as number);
    return this.#weight + weight > this.#limitBytes || age > this.#limitMs;
  }

  #dropFirst(): void {
    const slot = this.#first % this.#limit;
    this.#droppedVersion = this.#versions[slot] as number;
    this.#weight -= this.#weights[slot] as number;
    this.#ring[slot] = undefined;
    this.#first++;
  }

  #versionAt(position: number): number {
    return this.#versions[position % this.#limit] as number;
  }

  #groupsOf(watch: LogWatch): readonly WaitingWatches[] {
    return watch.filter.kinds?.map((kind) => this.#groupOf(kind)) ?? [this.#waitingForAll];
  }

  #groupOf(kind: string): WaitingWatches {
    let waiting = this.#waitingByKind.get(kind);
    if (waiting === undefined) {
      waiting = { watches: new Set(), dirtySince: undefined };
      this.#waitingByKind.set(kind, waiting);
    }
    return waiting;
  }

  #touch(waiting: WaitingWatches): void {
    if (waiting.dirtySince !== undefined || waiting.watches.size === 0) return;
    waiting.dirtySince = this.#next;
    // Groups become dirty in the order of their first commits, which `#ring` relies on.
    if (this.#dirty.push(waiting) === 1) queueMicrotask(() => this.#ringDirty());
  }

  #ringDirty(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const waiting of dirty) {
      const position = waiting.dirtySince as number;
      for (const watch of waiting.watches) watch.wake(position);
    }
    for (const waiting of dirty) waiting.dirtySince = undefined;
  }
}

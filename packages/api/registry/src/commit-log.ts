import { StoreError, type Watch, type WatchEvent, type WatchOptions } from "@engenho/core";
import { compileEventFilter } from "./event-filter.js";
import { LogWatch } from "./log-watch.js";
import { parseResourceVersion, versionOf } from "./resource-version.js";

/** Options of {@link CommitLog}. */
export interface CommitLogOptions {
  /** How many commits are kept for watches to read. Default 32 768. */
  readonly limit?: number;
  /** How much the commits that are kept may weigh together; the last one is kept whatever it weighs. Default: no limit. */
  readonly limitBytes?: number;
  /** How old a commit may get that is kept, as commits come in. Default: no limit. */
  readonly limitMs?: number;
  /** Milliseconds, for `limitMs`. Default: time stands still. */
  readonly now?: () => number;
  /** The version before the first commit. Default 1. */
  readonly initialVersion?: number;
}

/** The default of {@link CommitLogOptions.limit}. */
export const defaultCommitLogLimit = 32_768;

/** What {@link CommitLog.append} is told of a commit. */
export interface CommitFacts {
  /** Above all before it. Default: the object's resourceVersion. */
  readonly version?: number;
  /** About how many bytes are held for it alone. Default 0. */
  readonly weight?: number;
}

/** Watches that wait for a commit of one kind. `dirtySince` is the place of the first one since they were last rung. */
interface WaitingWatches {
  readonly watches: Set<LogWatch>;
  dirtySince: number | undefined;
}

/**
 * The last commits of a backend, in order, in a ring that all watches share: a watch is a cursor and a filter. Watches
 * that wait are grouped by kind, so that a commit costs nothing to those that want other kinds. They are rung in a
 * microtask: all commits of one synchronous burst are one signal.
 */
export class CommitLog {
  readonly #ring: (WatchEvent | undefined)[] = [];
  /** The versions of what is in the ring, slot by slot. */
  readonly #versions: number[] = [];
  readonly #weights: number[] = [];
  readonly #times: number[] = [];
  readonly #limit: number;
  readonly #limitBytes: number;
  readonly #limitMs: number;
  readonly #now: () => number;
  #weight = 0;
  /** Places count commits from 0 and are never reused; `place % limit` is the slot in the ring. */
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

  /** The place of the oldest commit that is still there. */
  get firstPlace(): number {
    return this.#first;
  }

  /** The place that the next commit will get. */
  get nextPlace(): number {
    return this.#next;
  }

  /** The commit at a place from `firstPlace` up to, not including, `nextPlace`. */
  at(place: number): WatchEvent {
    return this.#ring[place % this.#limit] as WatchEvent;
  }

  /** About how many bytes the commits take that are kept. */
  get weight(): number {
    return this.#weight;
  }

  /** Records a commit and rings the watches that it concerns. */
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

  /** Opens a watch. A version that is gone or not there yet is told by its first `next()`. */
  watch(options: WatchOptions = {}): Watch {
    const filter = compileEventFilter(options.kinds, options.namespace);
    if (this.#closed) throw new StoreError("Closed", "the store is closed");
    const version =
      options.resourceVersion === undefined ? this.#version : parseResourceVersion(options.resourceVersion);
    const watch = new LogWatch(this, { filter, version, ...this.#start(version) });
    this.#open.add(watch);
    return watch;
  }

  /** Ends every watch. More than once is harmless. */
  close(): void {
    this.#closed = true;
    for (const watch of [...this.#open]) watch.close();
  }

  /** Called by a watch that has read everything: it is rung from the next commit that may concern it. @internal */
  wait(watch: LogWatch): void {
    for (const waiting of this.#groupsOf(watch)) waiting.watches.add(watch);
  }

  /** Called by a watch that no longer waits. @internal */
  stopWaiting(watch: LogWatch): void {
    for (const waiting of this.#groupsOf(watch)) waiting.watches.delete(watch);
  }

  /** Called by a watch that was closed. @internal */
  forget(watch: LogWatch): void {
    this.#open.delete(watch);
    this.stopWaiting(watch);
    for (const kind of watch.filter.kinds ?? []) {
      const waiting = this.#waitingByKind.get(kind);
      if (waiting?.watches.size === 0 && waiting.dirtySince === undefined) this.#waitingByKind.delete(kind);
    }
  }

  /** The first place that a waiting watch has not seen and that may concern it; `nextPlace` when there is none. @internal */
  unseenBy(watch: LogWatch): number {
    let place = this.#next;
    for (const waiting of this.#groupsOf(watch)) place = Math.min(place, waiting.dirtySince ?? place);
    return place;
  }

  /** The version of the commit before a place. */
  versionBefore(place: number): number {
    return place <= this.#first ? this.#droppedVersion : this.#versionAt(place - 1);
  }

  #start(version: number): { readonly place: number; readonly failure?: StoreError } {
    if (version === this.#version) return { place: this.#next };
    if (version < this.#droppedVersion) {
      const message = `too old resource version: ${version} (${this.#droppedVersion})`;
      return { place: this.#next, failure: new StoreError("Expired", message) };
    }
    if (version > this.#version) {
      const message = `Too large resource version: ${version}, current: ${this.#version}`;
      const failure = new StoreError("Timeout", message, {
        details: {
          retryAfterSeconds: 1,
          causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        },
      });
      return { place: this.#next, failure };
    }
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#versionAt(middle) <= version) low = middle + 1;
      else high = middle;
    }
    return { place: low };
  }

  /** Whether the oldest commit must go when one of this weight comes in. */
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

  #versionAt(place: number): number {
    return this.#versions[place % this.#limit] as number;
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
    // The order in which groups became dirty is the order of their first commits, which `#ring` relies on.
    if (this.#dirty.push(waiting) === 1) queueMicrotask(() => this.#ringDirty());
  }

  #ringDirty(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const waiting of dirty) {
      const place = waiting.dirtySince as number;
      for (const watch of waiting.watches) watch.wake(place);
    }
    for (const waiting of dirty) waiting.dirtySince = undefined;
  }
}

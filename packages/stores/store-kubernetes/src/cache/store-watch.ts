import { iterateSignals, StoreError, type Watch, type WatchEvent, type WatchSignal } from "@engenho/core";
import type { EventLog, LogEntry, LoggedKind, LogReader } from "./event-log.js";
import { compareVersions } from "./resource-version.js";

/** Options of {@link StoreWatch}. */
export interface StoreWatchOptions {
  readonly log: EventLog;
  readonly namespace: string | undefined;
  /** The version to start after. Undefined: now. */
  readonly resourceVersion: string | undefined;
  /** Called once, when the watch is closed. */
  readonly onClose: (watch: StoreWatch) => void;
}

/** A cursor into the log, for a set of kinds that is determined after the watch was opened. */
export class StoreWatch implements Watch, LogReader {
  readonly #log: EventLog;
  readonly #options: StoreWatchOptions;
  readonly #kinds = new Set<LoggedKind>();
  #position: number;
  #failure: StoreError | undefined;
  #waiting: { resolve: (signal: WatchSignal | undefined) => void; reject: (error: StoreError) => void } | undefined;
  #closed = false;
  /** Whether it has been positioned at its version. */
  #started = false;

  constructor(options: StoreWatchOptions) {
    this.#log = options.log;
    this.#options = options;
    this.#position = options.log.next;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The version that it starts after; undefined: now. */
  get from(): string | undefined {
    return this.#options.resourceVersion;
  }

  /** The kinds that it watches now. */
  get kinds(): ReadonlySet<LoggedKind> {
    return this.#kinds;
  }

  /** Adds a kind to the watch. */
  add(kind: LoggedKind): void {
    this.#kinds.add(kind);
  }

  /** Removes a kind from the watch. */
  remove(kind: LoggedKind): void {
    this.#kinds.delete(kind);
  }

  /** Called when the kinds have been listed: positions a watch from a version there, or fails it with `Expired`. */
  start(): void {
    const { resourceVersion } = this.#options;
    if (resourceVersion === undefined || this.#closed) return;
    const from = this.#log.after(resourceVersion, this.#kinds);
    const isHeld = this.#kinds.size > 0 && [...this.#kinds].every(({ version }) => version !== "");
    if (from === undefined || !isHeld)
      this.fail(new StoreError("Expired", `too old resource version: ${resourceVersion}`));
    else if (!this.#started) {
      this.#started = true;
      this.#position = from;
      this.wake();
    }
  }

  /** The next `next()` throws this, and the watch is closed. */
  fail(error: StoreError): void {
    if (this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#failure = error;
    this.close();
    waiting?.reject(error);
  }

  get resourceVersion(): string {
    let least: string | undefined;
    const seen = new Set<LoggedKind>();
    for (let position = Math.max(this.#position, this.#log.first); position < this.#log.next; position++) {
      const { kind, before } = this.#log.at(position);
      if (seen.has(kind) || !this.#kinds.has(kind)) continue;
      seen.add(kind);
      least = earlier(least, before);
    }
    for (const kind of this.#kinds) if (!seen.has(kind) && kind.version !== "") least = earlier(least, kind.version);
    return least ?? this.#options.resourceVersion ?? "0";
  }

  next(): Promise<WatchSignal | undefined> {
    if (this.#waiting !== undefined) {
      return Promise.reject(new StoreError("BadRequest", "a watch answers one next() at a time"));
    }
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#closed) return Promise.resolve(undefined);
    const signal = this.#read();
    if (signal !== undefined) return Promise.resolve(signal);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#log.wait(this);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#log.stopWaiting(this);
    this.#options.onClose(this);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(undefined);
  }

  wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const signal = this.#read();
    if (signal === undefined) return;
    this.#waiting = undefined;
    this.#log.stopWaiting(this);
    waiting.resolve(signal);
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  #read(): WatchSignal | undefined {
    const log = this.#log;
    const missed = log.first - this.#position;
    if (missed > 0) {
      this.#position = log.first;
      return { type: "lagged", missed };
    }
    const events: WatchEvent[] = [];
    for (; this.#position < log.next; this.#position++) {
      const entry = log.at(this.#position);
      if (this.#accepts(entry)) events.push(entry.event);
    }
    return events.length === 0 ? undefined : { type: "events", events };
  }

  #accepts({ kind, event }: LogEntry): boolean {
    const { namespace, resourceVersion } = this.#options;
    if (!this.#kinds.has(kind)) return false;
    if (namespace !== undefined && (event.object.metadata.namespace ?? "") !== namespace) return false;
    if (resourceVersion === undefined) return true;
    return (compareVersions(event.object.metadata.resourceVersion, resourceVersion) ?? 1) > 0;
  }
}

function earlier(least: string | undefined, version: string): string {
  return least === undefined || (compareVersions(version, least) ?? 0) < 0 ? version : least;
}

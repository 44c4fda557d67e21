import type { WatchEvent } from "@engenho/core";
import { isLater } from "./resource-version.js";

/** A kind whose commits are in the log. */
export interface LoggedKind {
  /** The version up to which its commits are in the log. */
  readonly version: string;
  /** Commits up to this version are not in the log, or no longer. */
  loggedSince: string;
}

/** One commit. */
export interface LogEntry {
  readonly kind: LoggedKind;
  readonly event: WatchEvent;
  /** The kind's version before the commit. */
  readonly before: string;
}

/** A watch that reads the log. */
export interface LogReader {
  /** Called after commits were appended. */
  wake(): void;
}

/**
 * The last commits of all cached kinds, in the order in which this store's watches deliver them: within a kind the
 * server's, between kinds the order of arrival. A ring buffer that each watch reads at its own pace.
 */
export class EventLog {
  readonly #limit: number;
  readonly #onAppend: (event: WatchEvent) => void;
  readonly #ring: (LogEntry | undefined)[] = [];
  readonly #waiting = new Set<LogReader>();
  #first = 0;
  #next = 0;
  #ringing = false;

  /** `onAppend` is called with each commit. */
  constructor(limit: number, onAppend: (event: WatchEvent) => void) {
    this.#limit = limit;
    this.#onAppend = onAppend;
  }

  /** The position of the oldest commit. */
  get first(): number {
    return this.#first;
  }

  /** The position of the next commit. */
  get next(): number {
    return this.#next;
  }

  /** The commit at a position from `first` to before `next`. */
  at(position: number): LogEntry {
    return this.#ring[position % this.#limit] as LogEntry;
  }

  /** Appends; waiting readers are woken in a microtask, once for all commits of a burst. */
  append(entry: LogEntry): void {
    if (this.#next - this.#first === this.#limit) this.#dropFirst();
    this.#ring[this.#next % this.#limit] = entry;
    this.#next++;
    this.#onAppend(entry.event);
    if (this.#ringing || this.#waiting.size === 0) return;
    this.#ringing = true;
    queueMicrotask(() => {
      this.#ringing = false;
      for (const reader of [...this.#waiting]) reader.wake();
    });
  }

  /**
   * The position from which a reader sees all commits of these kinds after a version; undefined if some have been
   * dropped.
   */
  after(version: string, kinds: Iterable<LoggedKind>): number | undefined {
    const wanted = new Set(kinds);
    for (const kind of wanted) if (isLater(kind.loggedSince, version)) return undefined;
    for (let position = this.#first; position < this.#next; position++) {
      const { kind, event } = this.at(position);
      if (wanted.has(kind) && isLater(event.object.metadata.resourceVersion, version)) return position;
    }
    return this.#next;
  }

  wait(reader: LogReader): void {
    this.#waiting.add(reader);
  }

  stopWaiting(reader: LogReader): void {
    this.#waiting.delete(reader);
  }

  #dropFirst(): void {
    const slot = this.#first % this.#limit;
    const { kind, event } = this.#ring[slot] as LogEntry;
    kind.loggedSince = event.object.metadata.resourceVersion;
    this.#ring[slot] = undefined;
    this.#first++;
  }
}

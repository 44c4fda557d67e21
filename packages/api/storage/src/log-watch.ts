import { iterateSignals, StoreError, type Watch, type WatchEvent, type WatchSignal } from "@engenho/core";
import type { CommitLog } from "./commit-log.js";
import type { EventFilter } from "./event-filter.js";

/** The start of a {@link LogWatch}. */
export interface LogWatchStart {
  readonly filter: EventFilter;
  readonly version: number;
  readonly position: number;
  /** Thrown by the first `next()`. */
  readonly failure?: StoreError;
}

interface Waiting {
  readonly resolve: (signal: WatchSignal | undefined) => void;
}

/** A cursor into a {@link CommitLog}. It costs nothing while no relevant commit is made. */
export class LogWatch implements Watch {
  readonly filter: EventFilter;
  readonly #log: CommitLog;
  #failure: StoreError | undefined;
  /** The first position not read yet. While waiting: everything up to `log.unseenBy(this)` is known not to concern it. */
  #position: number;
  #version: number;
  #waiting: Waiting | undefined;
  #closed = false;

  constructor(log: CommitLog, start: LogWatchStart) {
    this.#log = log;
    this.filter = start.filter;
    this.#position = start.position;
    this.#version = start.version;
    this.#failure = start.failure;
  }

  get resourceVersion(): string {
    if (this.#waiting !== undefined)
      return String(this.#log.versionBefore(Math.max(this.#position, this.#log.unseenBy(this))));
    return String(this.#version);
  }

  next(): Promise<WatchSignal | undefined> {
    if (this.#waiting !== undefined) {
      return Promise.reject(new StoreError("BadRequest", "a watch answers one next() at a time"));
    }
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      this.close();
      return Promise.reject(failure);
    }
    if (this.#closed) return Promise.resolve(undefined);
    const signal = this.#read();
    if (signal !== undefined) return Promise.resolve(signal);
    return new Promise((resolve) => {
      this.#waiting = { resolve };
      this.#log.wait(this);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#version = Number(this.resourceVersion);
    this.#closed = true;
    this.#log.forget(this);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(undefined);
  }

  /** Called by the log: a commit at `position` may concern this watch, and none before it. */
  wake(position: number): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#position = Math.max(this.#position, position);
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
    const missed = log.firstPosition - this.#position;
    if (missed > 0) {
      this.#moveTo(log.firstPosition);
      return { type: "lagged", missed };
    }
    let events: WatchEvent[] | undefined;
    for (let position = this.#position; position < log.nextPosition; position++) {
      const event = log.at(position);
      if (!this.filter.accepts(event.object)) continue;
      if (events === undefined) events = [event];
      else events.push(event);
    }
    this.#moveTo(log.nextPosition);
    return events === undefined ? undefined : { type: "events", events };
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#version = position === this.#log.nextPosition ? this.#log.version : this.#log.versionBefore(position);
  }
}

import {
  iterateSignals,
  KindFilter,
  type Store,
  type Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchSignal,
} from "../src/index.js";

/** An ADDED event of an object with nothing but an identity. */
export function added(kind: string, name: string, apiVersion = "v1"): WatchEvent {
  return { type: "ADDED", object: { apiVersion, kind, metadata: { name, uid: name, resourceVersion: "1" } } };
}

class ScriptedWatch implements Watch {
  readonly resourceVersion = "1";
  readonly options: WatchOptions;
  closed = false;
  readonly #signals: (WatchSignal | Error)[] = [];
  #wake: () => void = () => {};

  constructor(options: WatchOptions) {
    this.options = options;
  }

  deliver(...signals: (WatchSignal | Error)[]): void {
    this.#signals.push(...signals);
    this.#wake();
  }

  async next(): Promise<WatchSignal | undefined> {
    while (!this.closed && this.#signals.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.closed) return undefined;
    const signal = this.#signals.shift();
    if (signal instanceof Error) throw signal;
    return signal;
  }

  close(): void {
    this.closed = true;
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }
}

/** A store that can only be watched, as scripted. */
export class FakeStore {
  readonly watches: ScriptedWatch[] = [];
  /** Errors thrown by the next `watch` calls, one each. */
  readonly refusals: Error[] = [];

  readonly store = {
    watch: (options: WatchOptions = {}) => {
      const refusal = this.refusals.shift();
      if (refusal !== undefined) throw refusal;
      const watch = new ScriptedWatch(options);
      this.watches.push(watch);
      return watch;
    },
  } as Partial<Store> as Store;

  /** Delivers the events that match the newest watch, as one signal. */
  commit(...committed: WatchEvent[]): void {
    const watch = this.watches.at(-1);
    const kinds = watch?.options.kinds;
    const filter = kinds === undefined ? undefined : KindFilter.of(kinds);
    const events = committed.filter(({ object }) => filter?.matches(object) !== false);
    if (events.length > 0) watch?.deliver({ type: "events", events });
  }

  lag(missed: number): void {
    this.watches.at(-1)?.deliver({ type: "lagged", missed });
  }

  fail(error: Error): void {
    this.watches.at(-1)?.deliver(error);
  }

  close(): void {
    this.watches.at(-1)?.close();
  }
}

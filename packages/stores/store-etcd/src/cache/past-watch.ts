import {
  iterateSignals,
  type Stored,
  StoreError,
  type Timer,
  type Watch,
  type WatchEvent,
  type WatchSignal,
} from "@engenho/core";
import type { KeyEvent } from "../client/messages.js";
import { WatchStream, type WatchStreamOptions } from "../client/watch-stream.js";
import type { KeyLayout, KindPlace } from "../layout/key-layout.js";
import { decodeValue, deletedAt } from "../layout/stored-value.js";
import type { RevisionMark } from "./revision-mark.js";

/** Options of {@link PastWatch}. */
export interface PastWatchOptions extends Pick<WatchStreamOptions, "client" | "clock" | "logger" | "key" | "rangeEnd"> {
  readonly layout: KeyLayout;
  readonly mark: RevisionMark;
  /** The kinds to watch. */
  readonly places: ReadonlySet<KindPlace>;
  /** Undefined: all. */
  readonly namespace: string | undefined;
  /** The version that it starts after. */
  readonly from: number;
  /** The last version that is read from etcd. */
  readonly until: number;
  /** Delivers the commits after `until`. Closed together with this watch. */
  readonly live: Watch;
  /** Called once, when the watch is closed. */
  readonly onClose: (watch: PastWatch) => void;
}

/** While this many events wait to be taken, the stream from etcd is paused. */
const mostWaiting = 1_000;
/** The interval of progress requests, which show that no further events precede a revision. */
const progressMs = 50;

interface Waiting {
  readonly resolve: (signal: WatchSignal | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A watch from a version that is older than the history in memory, such as one from before the process started. The events up to `until`
 * come from a watch of etcd, with the previous state of each object; the later ones from `live`. If etcd has compacted the version, the
 * first `next()` throws StoreError `Expired`.
 */
export class PastWatch implements Watch {
  readonly #options: PastWatchOptions;
  readonly #stream: WatchStream;
  #events: WatchEvent[] = [];
  /** The version of the last event that was taken. */
  #version: number;
  #isWhole = false;
  #failure: StoreError | undefined;
  #waiting: Waiting | undefined;
  #asking: Timer | undefined;
  #isClosed = false;

  constructor(options: PastWatchOptions) {
    const { client, clock, logger, key, rangeEnd, from } = options;
    this.#options = options;
    this.#version = from;
    this.#stream = new WatchStream(
      {
        ...{ client, clock, logger, key, rangeEnd },
        withPrevious: true,
        onEvents: (events) => this.#take(events),
        onProgress: (revision) => this.#reach(revision),
        onCompacted: () => this.#fail(expired(options)),
      },
      from,
    );
    this.#ask();
  }

  get resourceVersion(): string {
    return this.#isOver ? this.#options.live.resourceVersion : String(this.#version);
  }

  next(): Promise<WatchSignal | undefined> {
    if (this.#waiting !== undefined) {
      return Promise.reject(new StoreError("BadRequest", "a watch answers one next() at a time"));
    }
    const signal = this.#read();
    if (signal !== undefined) return Promise.resolve(signal);
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      this.close();
      return Promise.reject(failure);
    }
    if (this.#isClosed) return Promise.resolve(undefined);
    if (this.#isWhole) return this.#options.live.next();
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#events = [];
    this.#end();
    this.#options.live.close();
    this.#options.onClose(this);
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<WatchSignal, undefined> {
    return iterateSignals(this);
  }

  /** Whether every event up to `until` has been taken. */
  get #isOver(): boolean {
    return this.#isWhole && this.#events.length === 0;
  }

  #read(): WatchSignal | undefined {
    const [first] = this.#events;
    if (first === undefined) return undefined;
    const events = this.#events;
    this.#events = [];
    this.#version = Number((events.at(-1) as WatchEvent).object.metadata.resourceVersion);
    if (!this.#isWhole) this.#stream.resume();
    return { type: "events", events };
  }

  #take(events: readonly KeyEvent[]): void {
    for (const event of events) {
      if (event.kv.modRevision > this.#options.until) break;
      const watched = this.#eventOf(event);
      if (watched === "unknown") {
        this.#fail(expired(this.#options));
        return;
      }
      if (watched !== undefined) this.#events.push(watched);
    }
    // The events of one revision come together.
    this.#reach(events.at(-1)?.kv.modRevision ?? 0);
    if (!this.#isWhole && this.#events.length >= mostWaiting) this.#stream.pause();
    this.#wake();
  }

  /** Undefined for an object that is not watched; `unknown` if the previous state is missing, or a value cannot be read. */
  #eventOf({ type, kv, previous: before }: KeyEvent): WatchEvent | undefined | "unknown" {
    const { layout, places, namespace } = this.#options;
    const found = layout.find(kv.key.toString());
    if (found === undefined || !places.has(found.place)) return undefined;
    if (namespace !== undefined && found.namespace !== namespace) return undefined;
    const read = (value: Buffer, revision: number): Stored | undefined => {
      const decoded = decodeValue(found.place, value, revision);
      return decoded.type === "object" ? decoded.object : undefined;
    };
    const previous = before === undefined ? undefined : read(before.value, before.modRevision);
    if (type === "delete") {
      if (previous === undefined) return "unknown";
      return { type: "DELETED", object: deletedAt(previous, kv.modRevision), previous };
    }
    const object = read(kv.value, kv.modRevision);
    if (object === undefined) return "unknown";
    if (previous !== undefined) return { type: "MODIFIED", object, previous };
    // The first version of the key.
    return kv.version === 1 ? { type: "ADDED", object } : "unknown";
  }

  #reach(revision: number): void {
    if (revision < this.#options.until || this.#isWhole) return;
    this.#isWhole = true;
    this.#end();
    this.#wake();
  }

  #fail(failure: StoreError): void {
    this.#failure = failure;
    this.#end();
    this.#wake();
  }

  /** Closes the stream from etcd. */
  #end(): void {
    this.#stream.close();
    this.#asking?.cancel();
    this.#asking = undefined;
  }

  /** Settles a pending call of `next`, if there is a result for it. */
  #wake(): void {
    const waiting = this.#waiting;
    const isSilent = this.#events.length === 0 && this.#failure === undefined && !this.#isWhole && !this.#isClosed;
    if (waiting === undefined || isSilent) return;
    this.#waiting = undefined;
    this.next().then(waiting.resolve, waiting.reject);
  }

  #ask(): void {
    const { clock, mark } = this.#options;
    this.#asking = clock.setTimer(() => {
      const isRead = this.#events.length < mostWaiting;
      if (isRead && !this.#stream.requestProgress()) mark.set();
      this.#ask();
    }, progressMs);
  }
}

function expired({ from, until }: PastWatchOptions): StoreError {
  return new StoreError("Expired", `too old resource version: ${from} (${until})`);
}

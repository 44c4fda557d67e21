import { isStoreError, type ObjectList, StoreError, type Watch, type WatchEvent } from "@engenho/core";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { Exchange, ResponseHeaders } from "../http/exchange.js";
import type { WriteTurns } from "../limits/write-turns.js";
import type { ListQuery } from "../query/list-query.js";
import type { ServerContext } from "../server-context.js";
import { statusOf } from "../status/status.js";
import { bookmarkObject, type EventEncoder } from "./event-encoder.js";
import { type Selects, selectEvent } from "./select-event.js";
import { WatchWriter } from "./watch-writer.js";

/** A watch that is about to be streamed. */
export interface WatchStream {
  readonly exchange: Exchange;
  readonly headers: ResponseHeaders;
  readonly definition: KindDefinition;
  readonly encoder: EventEncoder;
  readonly query: ListQuery;
  readonly watch: Watch;
  /** Whether it watches a namespace or the whole cluster. */
  readonly scope: "cluster" | "namespace";
  /** The selectors; undefined: everything. */
  readonly selects: Selects | undefined;
  /** The initial state, sent as ADDED events; returned only once, so that nothing holds it while the watch continues. */
  readonly takeInitial: () => ObjectList | undefined;
  /** Called when the initial events have been sent. */
  readonly onInitialShown: () => void;
}

const bookmarkIntervalMs = 60_000;
/**
 * A watch without `timeoutSeconds` is closed after a random time between this and twice this: upstream's --min-request-timeout.
 */
const minimumTimeoutSeconds = 1800;
const longestTimeoutSeconds = 9_223_372_036;

/** Streams a watch until the client, the server or its timeout ends it. Never throws: errors end the stream. */
export async function streamWatch(context: ServerContext, stream: WatchStream): Promise<void> {
  const { exchange, watch, definition, query, encoder, scope } = stream;
  const { clock, metrics, unread } = context;
  const body = exchange.start(200, { "content-type": encoder.contentType, ...stream.headers });
  const pending = new PendingEvents();
  const writer = new WatchWriter({ exchange, body, clock, unread, heldVersion: () => pending.next });
  const { group, version, plural } = definition;
  const observation = { group, version, resource: plural, scope };
  metrics.onWatchOpen?.(observation);
  const session = new Session(context.writeTurns, { writer, pending, stream });

  const end = () => {
    watch.close();
    // A stream whose client does not read cannot be ended gracefully.
    if (writer.stalled) exchange.destroy();
  };
  exchange.onClose(() => watch.close());
  const forget = context.watches.add(end);
  const timeout = clock.setTimer(end, timeoutMs(context, query));
  const bookmarks = query.allowWatchBookmarks ? new Bookmarks(context, session) : undefined;
  try {
    await session.run();
  } catch (error) {
    if (!isStoreError(error)) context.logger.error({ error: String(error), ...observation }, "watch failed");
    await writer.write([encoder.error(statusOf(error))]);
  } finally {
    bookmarks?.stop();
    timeout.cancel();
    forget();
    watch.close();
    writer.end();
    metrics.onWatchClose?.({ ...observation, events: session.events });
  }
}

/**
 * The events that a watch has read and not yet sent. They are referenced only here: a local variable of an asynchronous
 * function that awaits the next events would keep them alive until then.
 */
class PendingEvents {
  /** The version of the next one; undefined when there is none. */
  next: string | undefined;
  events: readonly WatchEvent[] = [];
}

/** Sends the initial events, then commits as they are made. */
class Session {
  readonly #turns: WriteTurns;
  readonly #writer: WatchWriter;
  readonly #pending: PendingEvents;
  readonly #stream: WatchStream;
  /** Writes are serialised, including bookmarks. */
  #busy = false;
  events = 0;

  constructor(
    turns: WriteTurns,
    {
      writer,
      pending,
      stream,
    }: { readonly writer: WatchWriter; readonly pending: PendingEvents; readonly stream: WatchStream },
  ) {
    this.#turns = turns;
    this.#writer = writer;
    this.#pending = pending;
    this.#stream = stream;
  }

  async run(): Promise<void> {
    this.#busy = true;
    await this.#sendInitial();
    this.#stream.onInitialShown();
    while (!this.#writer.closed) {
      this.#busy = false;
      if (!(await this.#read())) return;
      this.#busy = true;
      await this.#turns.take(() => this.#writer.write(this.#pendingLines()));
    }
  }

  async #sendInitial(): Promise<void> {
    const { takeInitial, query } = this.#stream;
    const initial = takeInitial();
    if (initial === undefined) return;
    await this.#writer.write(this.#initialLines(initial));
    if (query.sendInitialEvents === true && query.allowWatchBookmarks) {
      await this.#writer.write([this.#bookmark(initial.resourceVersion, true)]);
    }
  }

  /** Waits for the next events; false at the end of the watch. */
  async #read(): Promise<boolean> {
    const signal = await this.#stream.watch.next();
    if (signal === undefined) return false;
    if (signal.type === "lagged") {
      throw new StoreError("Expired", `too old resource version: ${signal.missed} events were missed by a slow watch`);
    }
    this.#pending.events = signal.events;
    return true;
  }

  /** Sends a bookmark, unless events are being sent. */
  bookmark(): void {
    if (this.#busy || this.#writer.closed) return;
    const written = this.#writer.write([this.#bookmark(this.#stream.watch.resourceVersion, false)]);
    // Later lines wait for the client themselves.
    written?.catch(ignore);
  }

  #bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer {
    const { definition } = this.#stream;
    const kind = { apiVersion: apiVersionOf(definition), kind: definition.kind };
    return this.#stream.encoder.event("BOOKMARK", bookmarkObject(kind, resourceVersion, initialEventsEnd));
  }

  *#initialLines(list: ObjectList): Generator<Buffer> {
    this.#pending.next = list.resourceVersion;
    for (const item of list.items) {
      this.events++;
      yield this.#stream.encoder.event("ADDED", item);
    }
    this.#pending.next = undefined;
  }

  *#pendingLines(): Generator<Buffer> {
    const { selects, encoder } = this.#stream;
    const pending = this.#pending;
    for (let index = 0; index < pending.events.length; index++) {
      const event = pending.events[index] as WatchEvent;
      pending.next = pending.events[index + 1]?.object.metadata.resourceVersion;
      const shown = selects === undefined ? event : selectEvent(event, selects);
      if (shown === undefined) continue;
      this.events++;
      yield encoder.event(shown.type, shown.object);
    }
    pending.events = [];
  }
}

/** Sends a bookmark every minute. */
class Bookmarks {
  #timer: { cancel(): void };

  constructor({ clock }: ServerContext, session: Session) {
    const next = () => {
      this.#timer = clock.setTimer(next, bookmarkIntervalMs);
      session.bookmark();
    };
    this.#timer = clock.setTimer(next, bookmarkIntervalMs);
  }

  stop(): void {
    this.#timer.cancel();
  }
}

/** How long a watch lasts. A negative timeout has already expired, and so has one that overflows Go's nanoseconds. */
function timeoutMs({ random }: ServerContext, { timeoutSeconds = 0 }: ListQuery): number {
  if (timeoutSeconds === 0) return minimumTimeoutSeconds * (1 + random.next()) * 1000;
  return timeoutSeconds < 0 || timeoutSeconds > longestTimeoutSeconds ? 0 : timeoutSeconds * 1000;
}

function ignore(): void {}

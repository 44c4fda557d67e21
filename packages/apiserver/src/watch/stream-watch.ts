import { isStoreError, type ObjectList, StoreError, type Watch, type WatchEvent } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { Exchange, ResponseHeaders } from "../http/exchange.js";
import type { ListQuery } from "../query/list-query.js";
import type { ServerContext } from "../server-context.js";
import { statusOf } from "../status/status.js";
import { bookmarkObject, type EventEncoder } from "./event-encoder.js";
import { type Selects, selectEvent } from "./select-event.js";
import { WatchWriter } from "./watch-writer.js";
import type { WriteTurns } from "./write-turns.js";

/** A watch that is about to be streamed. */
export interface WatchStream {
  readonly exchange: Exchange;
  readonly headers: ResponseHeaders;
  readonly definition: KindDefinition;
  readonly encoder: EventEncoder;
  readonly query: ListQuery;
  readonly watch: Watch;
  /** Undefined: everything. */
  readonly selects: Selects | undefined;
  /** What is shown as ADDED first. */
  readonly initial: ObjectList | undefined;
}

const bookmarkIntervalMs = 60_000;
/** So many events are written at once; more are written bit by bit. */
const fewEvents = 16;
/** A watch without a `timeoutSeconds` ends after this long, up to twice: upstream's --min-request-timeout. */
const minimumTimeoutSeconds = 1800;
const longestTimeoutSeconds = 9_223_372_036;

/** Streams a watch until the client, the server or its time ends it. Never throws: what goes wrong ends the stream. */
export async function streamWatch(context: ServerContext, stream: WatchStream): Promise<void> {
  const { exchange, watch, definition, query, encoder } = stream;
  const { clock, metrics } = context;
  const body = exchange.start(200, { "content-type": encoder.contentType, ...stream.headers });
  const writer = new WatchWriter(exchange, body, clock);
  const observation = { group: definition.group, resource: definition.plural };
  metrics.onWatchOpen?.(observation);
  const session = new Session(context.writeTurns, writer, stream);

  const end = () => {
    watch.close();
    // What a client does not take cannot be ended in order.
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

/** Sends the initial events, then commits as they come. */
class Session {
  readonly #turns: WriteTurns;
  readonly #writer: WatchWriter;
  readonly #stream: WatchStream;
  /** Writes happen one after the other, bookmarks too. */
  #busy = false;
  events = 0;

  constructor(turns: WriteTurns, writer: WatchWriter, stream: WatchStream) {
    this.#turns = turns;
    this.#writer = writer;
    this.#stream = stream;
  }

  async run(): Promise<void> {
    const { initial, watch, query } = this.#stream;
    this.#busy = true;
    if (initial !== undefined) {
      await this.#writer.writeAll(this.#initialLines(initial));
      if (query.sendInitialEvents === true && query.allowWatchBookmarks) {
        await this.#writer.write([this.#bookmark(initial.resourceVersion, true)]);
      }
    }
    while (!this.#writer.closed) {
      this.#busy = false;
      const signal = await watch.next();
      this.#busy = true;
      if (signal === undefined) return;
      if (signal.type === "lagged") {
        throw new StoreError(
          "Expired",
          `too old resource version: ${signal.missed} events were missed by a slow watch`,
        );
      }
      await this.#turns.take(() => this.#tell(signal.events));
    }
  }

  #tell(events: readonly WatchEvent[]): Promise<void> | undefined {
    const lines = this.#lines(events);
    return events.length <= fewEvents ? this.#writer.write([...lines]) : this.#writer.writeAll(lines);
  }

  /** Tells how far the watch has come, unless it is telling more than that just now. */
  bookmark(): void {
    if (this.#busy || this.#writer.closed) return;
    const written = this.#writer.write([this.#bookmark(this.#stream.watch.resourceVersion, false)]);
    // The next lines wait for the client themselves.
    written?.catch(ignore);
  }

  #bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer {
    const { definition } = this.#stream;
    const kind = { apiVersion: apiVersionOf(definition), kind: definition.kind };
    return this.#stream.encoder.event("BOOKMARK", bookmarkObject(kind, resourceVersion, initialEventsEnd));
  }

  *#initialLines(list: ObjectList): Generator<Buffer> {
    for (const item of list.items) {
      this.events++;
      yield this.#stream.encoder.event("ADDED", item);
    }
  }

  *#lines(events: readonly WatchEvent[]): Generator<Buffer> {
    const { selects, encoder } = this.#stream;
    for (const event of events) {
      const shown = selects === undefined ? event : selectEvent(event, selects);
      if (shown === undefined) continue;
      this.events++;
      yield encoder.event(shown.type, shown.object);
    }
  }
}

/** A bookmark each minute. */
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

/** How long a watch goes on. A time that is negative has passed already, and so has one that Go's nanoseconds cannot hold. */
function timeoutMs({ random }: ServerContext, { timeoutSeconds = 0 }: ListQuery): number {
  if (timeoutSeconds === 0) return minimumTimeoutSeconds * (1 + random.next()) * 1000;
  return timeoutSeconds < 0 || timeoutSeconds > longestTimeoutSeconds ? 0 : timeoutSeconds * 1000;
}

function ignore(): void {}

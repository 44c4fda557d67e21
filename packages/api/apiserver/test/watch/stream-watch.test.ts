import { StoreError, silentLogger, type Watch, type WatchSignal } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { standardKinds } from "@engenho/standard-registry";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { CurrentKinds } from "../../src/catalogue/kind-table.js";
import { SerializedObjects } from "../../src/encoding/serialized-objects.js";
import type { BodyWriter, Exchange } from "../../src/http/exchange.js";
import { OpenWatches } from "../../src/limits/open-watches.js";
import { Places } from "../../src/limits/places.js";
import { ReceivedTotal } from "../../src/limits/receive-room.js";
import { defaultRequestLimits, RequestLimits } from "../../src/limits/request-limits.js";
import { UnreadAnswers } from "../../src/limits/unread-answers.js";
import { WriteTurns } from "../../src/limits/write-turns.js";
import { ProtobufCodec } from "../../src/protobuf/protobuf-codec.js";
import { parseListQuery } from "../../src/query/list-query.js";
import type { ServerContext } from "../../src/server-context.js";
import { eventEncoder } from "../../src/watch/event-encoder.js";
import { streamWatch } from "../../src/watch/stream-watch.js";

function testContext(): ServerContext & { clock: FakeClock } {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock });
  const objects = new SerializedObjects(1 << 20);
  return {
    store,
    kinds: new CurrentKinds({ definitions: standardKinds }),
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    version: "v1.34.0",
    metrics: {},
    objects,
    protobuf: async () => new ProtobufCodec(objects),
    watches: new OpenWatches(0),
    tunnels: new Places(0),
    frontProxyHeaders: undefined,
    writeTurns: new WriteTurns(clock),
    limits: new RequestLimits(defaultRequestLimits, clock),
    unread: new UnreadAnswers(store, clock, 0),
    received: new ReceivedTotal(0),
    duplicateFields: undefined,
    authorizer: undefined,
    kubelet: undefined,
    admitConnection: undefined,
    remoteServices: undefined,
    flowControl: undefined,
  };
}

/** A watch that yields these signals, then ends or fails. */
function scripted(signals: readonly (WatchSignal | Error)[]): Watch & { closed: boolean } {
  let index = 0;
  const watch = {
    resourceVersion: "7",
    closed: false,
    async next() {
      const signal = signals[index++];
      if (signal instanceof Error) throw signal;
      return signal;
    },
    close() {
      watch.closed = true;
    },
    [Symbol.asyncIterator]: () => {
      throw new Error("not used");
    },
  };
  return watch;
}

function recordingExchange() {
  const chunks: Buffer[] = [];
  const body: BodyWriter & { ended: boolean } = {
    ended: false,
    write(chunk) {
      chunks.push(chunk);
      return true;
    },
    drained: () => Promise.resolve(),
    end() {
      body.ended = true;
    },
    get closed() {
      return body.ended;
    },
  };
  const exchange: Partial<Exchange> = { start: () => body, onClose() {}, destroy() {} };
  const lines = () =>
    Buffer.concat(chunks)
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map(
        (line) =>
          JSON.parse(line) as {
            type: string;
            object: { code?: number; reason?: string; metadata?: { name?: string } };
          },
      );
  return { exchange: exchange as Exchange, body, chunks, lines };
}

async function stream(watch: Watch, context = testContext()) {
  const { exchange, body, chunks, lines } = recordingExchange();
  const definition = context.kinds.table.ofKind("v1", "ConfigMap");
  if (definition === undefined) throw new Error("no ConfigMap");
  await streamWatch(context, {
    exchange,
    headers: {},
    definition,
    encoder: eventEncoder({ definition, transform: undefined, includeObject: "Metadata", ...context }),
    query: parseListQuery(new URLSearchParams("watch=1&allowWatchBookmarks=1")),
    watch,
    scope: "cluster",
    selects: undefined,
    takeInitial: () => undefined,
    onInitialShown() {},
  });
  return { body, chunks, lines: lines(), context };
}

const object = (index: number) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: `m-${index}`, uid: `u-${index}`, resourceVersion: String(index + 1) },
});

describe("streamWatch", () => {
  it("AP-80: a watch that lagged ends with 410 Expired, so that the client lists again", async () => {
    const watch = scripted([
      { type: "events", events: [{ type: "ADDED", object: object(1) }] },
      { type: "lagged", missed: 5 },
      { type: "events", events: [{ type: "ADDED", object: object(2) }] },
    ]);
    const { body, lines, context } = await stream(watch);
    expect(lines.map(({ type, object: shown }) => `${type} ${shown.metadata?.name ?? shown.code}`)).toEqual([
      "ADDED m-1",
      "ERROR 410",
    ]);
    expect(lines[1]?.object.reason).toBe("Expired");
    expect(body.ended).toBe(true);
    expect(watch.closed).toBe(true);
    expect(context.clock.pendingTimers).toBe(0);
    expect(context.watches.size).toBe(0);
  });

  it("reports why the store ended it", async () => {
    const { lines } = await stream(scripted([new StoreError("Closed", "the store is closed")]));
    expect(lines).toMatchObject([{ type: "ERROR", object: { code: 503, reason: "ServiceUnavailable" } }]);
  });

  it("writes many commits at once in order and completely", async () => {
    const events = Array.from({ length: 5000 }, (_, index) => ({ type: "ADDED" as const, object: object(index) }));
    const { lines } = await stream(scripted([{ type: "events", events }]));
    expect(lines.map(({ object: shown }) => shown.metadata?.name)).toEqual(
      events.map((event) => event.object.metadata.name),
    );
  });

  it("sends everything that was committed while it waited for its turn in one write", async () => {
    const context = testContext();
    const watch = context.store.watch();
    const streamed = stream(watch, context);
    for (let index = 0; index < 50; index++) {
      await context.store.create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: `m-${index}`, namespace: "default" },
      });
    }
    await context.clock.settle();
    watch.close();
    const { chunks, lines } = await streamed;
    expect(lines.length).toBe(50);
    // The first commit, which woke it, and the others.
    expect(chunks.length).toBe(2);
  });

  it("serialises each version once for all watchers", async () => {
    const context = testContext();
    const events = Array.from({ length: 10 }, (_, index) => ({ type: "ADDED" as const, object: object(index) }));
    for (let watcher = 0; watcher < 20; watcher++) await stream(scripted([{ type: "events", events }]), context);
    expect(context.objects.serializations).toBe(10);
  });
});

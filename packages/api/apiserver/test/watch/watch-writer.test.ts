import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import type { BodyWriter, Exchange } from "../../src/http/exchange.js";
import { UnreadAnswers } from "../../src/limits/unread-answers.js";
import { WatchWriter } from "../../src/watch/watch-writer.js";

/** A client that reads `room` chunks and then no more until told to. */
function slowClient(room: number) {
  let left = room;
  let resume: (() => void) | undefined;
  const written: number[] = [];
  const state = { destroyed: false };
  const body: BodyWriter = {
    write(chunk) {
      written.push(chunk.length);
      left--;
      return left > 0;
    },
    drained: () =>
      new Promise((resolve) => {
        resume = resolve;
      }),
    end() {},
    get closed() {
      return state.destroyed;
    },
  };
  const exchange = {
    destroy() {
      state.destroyed = true;
      resume?.();
    },
  } as Exchange;
  return {
    body,
    exchange,
    written,
    state,
    take(chunks: number) {
      left = chunks;
      resume?.();
    },
  };
}

const line = Buffer.alloc(1000, "x");

function writerFor({ exchange, body }: ReturnType<typeof slowClient>, clock: FakeClock): WatchWriter {
  const unread = new UnreadAnswers({}, clock, 0);
  return new WatchWriter({ exchange, body, clock, unread, heldVersion: () => undefined });
}

describe("WatchWriter", () => {
  it("passes one chunk at a time to a slow client, however much is pending", async () => {
    const clock = new FakeClock();
    const client = slowClient(1);
    const writer = writerFor(client, clock);
    let made = 0;
    const lines = (function* () {
      for (; made < 10_000; made++) yield line;
    })();
    const done = writer.write(lines);
    await clock.settle();
    expect(client.written).toHaveLength(1);
    expect(made).toBeLessThan(100);
    expect(writer.stalled).toBe(true);
    client.take(3);
    await clock.settle();
    expect(client.written).toHaveLength(4);
    expect(made).toBeLessThan(400);
    client.take(Number.POSITIVE_INFINITY);
    await done;
    expect(client.written.reduce((sum, size) => sum + size, 0)).toBe(10_000 * line.length);
    expect(clock.pendingTimers).toBe(0);
  });

  it("disconnects a client that reads nothing for a minute", async () => {
    const clock = new FakeClock();
    const client = slowClient(1);
    const writer = writerFor(client, clock);
    const done = writer.write([line]);
    await clock.advance(59_999);
    expect(client.state.destroyed).toBe(false);
    await clock.advance(1);
    expect(client.state.destroyed).toBe(true);
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it("combines what is available into one write", async () => {
    const client = slowClient(Number.POSITIVE_INFINITY);
    const writer = writerFor(client, new FakeClock());
    await writer.write([line, line, line]);
    expect(client.written).toEqual([3000]);
    await writer.write([line]);
    expect(client.written).toEqual([3000, 1000]);
    await writer.write([]);
    expect(writer.write([])).toBeUndefined();
    expect(client.written).toHaveLength(2);
    expect(writer.write([line, line])).toBeUndefined();
    expect(client.written).toEqual([3000, 1000, 2000]);
  });
});

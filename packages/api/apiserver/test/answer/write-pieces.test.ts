import { gunzipSync } from "node:zlib";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { writePieces } from "../../src/answer/write-pieces.js";
import type { BodyWriter, Exchange, ResponseHeaders } from "../../src/http/exchange.js";
import { UnreadAnswers } from "../../src/limits/unread-answers.js";

function recordingExchange(options: { accept?: string; isLocal?: boolean } = {}) {
  const chunks: Buffer[] = [];
  const state: { headers: ResponseHeaders; whole: boolean; ended: boolean; destroyed: boolean } = {
    headers: {},
    whole: false,
    ended: false,
    destroyed: false,
  };
  let finished: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const writer: BodyWriter = {
    write(chunk) {
      chunks.push(chunk);
      return true;
    },
    drained: () => Promise.resolve(),
    end() {
      state.ended = true;
      finished();
    },
    get closed() {
      return state.destroyed;
    },
  };
  const exchange: Partial<Exchange> = {
    isLocal: options.isLocal ?? false,
    header: (name) => (name === "accept-encoding" ? options.accept : undefined),
    respond(_code, headers, body) {
      state.whole = true;
      state.headers = headers;
      chunks.push(body);
      finished();
    },
    start(_code, headers) {
      state.headers = headers;
      return writer;
    },
    destroy() {
      state.destroyed = true;
    },
  };
  return { exchange: exchange as Exchange, chunks, state, done };
}

const piece = Buffer.alloc(1000, "abcdefgh");
function* pieces(count: number, failAt = Number.POSITIVE_INFINITY): Generator<Buffer> {
  for (let index = 0; index < count; index++) {
    if (index === failAt) throw new Error("broken");
    yield piece;
  }
}
const write = (exchange: Exchange, source: Iterable<Buffer>) => {
  const clock = new FakeClock();
  const unread = new UnreadAnswers({}, clock, 0);
  return writePieces(exchange, { code: 200, headers: {}, pieces: source, clock, unread });
};

describe("writePieces", () => {
  it("sends a short body at once", async () => {
    const { exchange, chunks, state } = recordingExchange();
    await write(exchange, pieces(3));
    expect(state.whole).toBe(true);
    expect(Buffer.concat(chunks).length).toBe(3000);
  });

  it("sends a long one in chunks of approximately 64 KiB", async () => {
    const { exchange, chunks, state } = recordingExchange();
    await write(exchange, pieces(1000));
    expect(state).toMatchObject({ whole: false, ended: true });
    expect(Buffer.concat(chunks).length).toBe(1_000_000);
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(70_000);
  });

  it("compresses above 128 KiB for remote clients that accept gzip, and for no others", async () => {
    const remote = recordingExchange({ accept: "br, gzip" });
    await write(remote.exchange, pieces(1000));
    await remote.done;
    expect(remote.state.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
    expect(gunzipSync(Buffer.concat(remote.chunks)).length).toBe(1_000_000);
    for (const [options, count] of [
      [{ accept: "gzip" }, 100],
      [{ accept: "gzip", isLocal: true }, 1000],
      [{}, 1000],
    ] as const) {
      const plain = recordingExchange(options);
      await write(plain.exchange, pieces(count));
      await plain.done;
      expect(plain.state.headers).not.toHaveProperty("content-encoding");
    }
  });

  it("rethrows an error before the first byte, and aborts the response at a later one", async () => {
    const early = recordingExchange();
    await expect(write(early.exchange, pieces(1000, 5))).rejects.toThrow("broken");
    expect(early.state.destroyed).toBe(false);
    const late = recordingExchange();
    await expect(write(late.exchange, pieces(1000, 500))).rejects.toThrow("broken");
    expect(late.state.destroyed).toBe(true);
  });
});

describe("a long body", () => {
  it("yields to other work every few milliseconds", async () => {
    let nowMs = 0;
    let turns = 0;
    const clock = {
      now: () => nowMs,
      monotonicNow: () => nowMs,
      setTimer: () => ({ cancel() {} }),
      turn: async () => {
        turns++;
      },
    };
    const { exchange } = recordingExchange();
    const slow = (function* () {
      for (let index = 0; index < 5000; index++) {
        nowMs += 0.01;
        yield piece;
      }
    })();
    await writePieces(exchange, {
      code: 200,
      headers: {},
      pieces: slow,
      clock,
      unread: new UnreadAnswers({}, clock, 0),
    });
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  it.each<[string, Buffer]>([
    ["long", piece],
    ["short", Buffer.from("x")],
  ])("yields while %s pieces that each take long are produced", async (_title, each) => {
    let nowMs = 0;
    let made = 0;
    const inTurns: number[] = [];
    const clock = {
      now: () => nowMs,
      monotonicNow: () => nowMs,
      setTimer: () => ({ cancel() {} }),
      turn: async () => {
        inTurns.push(made);
        made = 0;
      },
    };
    const slow = (function* () {
      for (let index = 0; index < 2000; index++) {
        nowMs += 0.1;
        made++;
        yield each;
      }
    })();
    const unread = new UnreadAnswers({}, clock, 0);
    await writePieces(recordingExchange().exchange, { code: 200, headers: {}, pieces: slow, clock, unread });
    expect(inTurns.length).toBeGreaterThanOrEqual(20);
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(100);
  });
});

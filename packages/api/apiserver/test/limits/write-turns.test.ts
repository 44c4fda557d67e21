import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { WriteTurns } from "../../src/limits/write-turns.js";

/** A clock whose time is set manually, with the event loop's turns. */
function handClock() {
  const fake = new FakeClock();
  const clock = {
    nowMs: fake.now(),
    now: () => clock.nowMs,
    monotonicNow: () => clock.nowMs,
    setTimer: fake.setTimer.bind(fake),
    turn: () => fake.turn(),
  };
  return clock;
}

describe("WriteTurns", () => {
  it("lets an earlier turn go first: a tick starts before its commit is sent to clients", async () => {
    const clock = new FakeClock();
    const turns = new WriteTurns(clock);
    const log: string[] = [];
    const ticked = clock.turn().then(() => log.push("tick"));
    await Promise.all([ticked, turns.take(() => log.push("write"))]);
    expect(log).toEqual(["tick", "write"]);
  });

  it("keeps the order of its callers, and returns the result of each write", async () => {
    const turns = new WriteTurns(new FakeClock());
    const log: number[] = [];
    const answers = await Promise.all(
      [1, 2, 3].map((place) =>
        turns.take(async () => {
          log.push(place);
          return place * 10;
        }),
      ),
    );
    expect(log).toEqual([1, 2, 3]);
    expect(answers).toEqual([10, 20, 30]);
  });

  it("writes for 3 ms in each turn, however many wait", async () => {
    const clock = handClock();
    const turns = new WriteTurns(clock);
    const written: number[] = [];
    const all = Promise.all(
      Array.from({ length: 10 }, (_, watch) =>
        turns.take(() => {
          written.push(watch);
          clock.nowMs++;
        }),
      ),
    );
    const perTurn: number[] = [];
    while (written.length < 10) {
      const before = written.length;
      await clock.turn();
      perTurn.push(written.length - before);
    }
    await all;
    expect(written).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.max(...perTurn)).toBe(3);
  });

  it("passes on errors of a write, and continues with the next", async () => {
    const turns = new WriteTurns(new FakeClock());
    const outcomes = await Promise.allSettled([
      turns.take(() => {
        throw new Error("torn");
      }),
      turns.take(() => "whole"),
    ]);
    expect(outcomes).toEqual([
      { status: "rejected", reason: new Error("torn") },
      { status: "fulfilled", value: "whole" },
    ]);
  });
});

import { type Clock, systemClock, TimeSlice } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { slowClock } from "../../../registry/test/support/slow-clock.js";
import { type LongWork, Pieces, settled } from "../../src/work/long-work.js";

function* steps(count: number, done: () => void): LongWork<string> {
  for (let step = 0; step < count; step++) {
    done();
    yield;
  }
  return "done";
}

const stopped: Clock = { ...systemClock, monotonicNow: () => 0 };

describe("long work", () => {
  it("completes immediately if the turn has time for it", () => {
    let done = 0;
    expect(
      settled(
        steps(100, () => done++),
        new TimeSlice(stopped),
      ),
    ).toBe("done");
    expect(done).toBe(100);
  });

  it("yields in between if it has not, and then completes", async () => {
    const { clock, turns } = slowClock();
    let done = 0;
    const result = settled(
      steps(100, () => done++),
      new TimeSlice(clock),
    );
    expect(result).toBeInstanceOf(Promise);
    expect(done).toBeLessThan(10);
    expect(await result).toBe("done");
    expect(done).toBe(100);
    expect(turns()).toBeGreaterThan(20);
  });

  it("returns other values unchanged: a list, an object, nothing", () => {
    const slice = new TimeSlice(stopped);
    const list = [1];
    expect(settled(list, slice)).toBe(list);
    expect(settled({ next: "a field" }, slice)).toEqual({ next: "a field" });
    expect(settled(undefined, slice)).toBeUndefined();
  });

  it("rejects with its error, before and after a turn", async () => {
    const { clock } = slowClock();
    const failing = function* (after: number): LongWork<void> {
      yield* steps(after, () => {});
      throw new Error("broken");
    };
    expect(() => settled(failing(0), new TimeSlice(stopped))).toThrow("broken");
    await expect(settled(failing(50), new TimeSlice(clock))).rejects.toThrow("broken");
  });

  it("counts small pieces, and yields after some dozens", () => {
    const pieces = new Pieces();
    const due = Array.from({ length: 1000 }, () => pieces.isDue).filter(Boolean);
    expect(due.length).toBeGreaterThan(10);
    expect(due.length).toBeLessThan(100);
  });
});

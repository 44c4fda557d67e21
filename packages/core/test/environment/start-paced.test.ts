import { describe, expect, it } from "vitest";
import { startPaced, TimeSlice } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

describe("startPaced", () => {
  it("starts all calls in order without waiting for them, and resolves when all have settled", async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const all = startPaced(3, new TimeSlice(new FakeClock()), (index) => {
      started.push(index);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
    expect(started).toEqual([0, 1, 2]);
    let ended = false;
    const after = all.then(() => {
      ended = true;
    });
    ends.pop()?.();
    ends.pop()?.();
    await Promise.resolve();
    expect(ended).toBe(false);
    ends.pop()?.();
    await after;
  });

  it("yields when the slice is over, and starts the remaining calls in later turns", async () => {
    const clock = new FakeClock();
    let nowMs = clock.now();
    let turns = 0;
    const slow = {
      now: () => nowMs,
      monotonicNow: () => nowMs,
      setTimer: clock.setTimer.bind(clock),
      turn: async () => void turns++,
    };
    const started: number[] = [];
    await startPaced(10, new TimeSlice(slow), async (index) => {
      started.push(index);
      nowMs += 2;
    });
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(turns).toBe(4);
  });

  it("starts all calls even if one fails, and rejects with the first error", async () => {
    let calls = 0;
    const all = startPaced(3, new TimeSlice(new FakeClock()), async (index) => {
      calls++;
      if (index > 0) throw new Error(`no ${index}`);
    });
    await expect(all).rejects.toThrow("no 1");
    expect(calls).toBe(3);
  });
});

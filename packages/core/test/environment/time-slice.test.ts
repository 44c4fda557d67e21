import { describe, expect, it } from "vitest";
import { TimeSlice } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

describe("TimeSlice", () => {
  it("does not defer callers before the slice is over", async () => {
    const clock = new FakeClock();
    const slice = new TimeSlice(clock);
    expect(slice.giveWay()).toBeUndefined();
    await clock.advance(2);
    expect(slice.giveWay()).toBeUndefined();
    await clock.advance(1);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
  });

  it("shares one slice among all instances with the same clock", async () => {
    const clock = new FakeClock();
    const [first, second] = [new TimeSlice(clock), new TimeSlice(clock)];
    await clock.advance(3);
    await first.giveWay();
    // The turn has just begun for both.
    expect([first.giveWay(), second.giveWay()]).toEqual([undefined, undefined]);
    await clock.advance(3);
    expect([first.giveWay(), second.giveWay()]).toEqual([expect.any(Promise), expect.any(Promise)]);
  });

  it("resumes one slice per turn in FIFO order, so that none starves", async () => {
    const fake = new FakeClock();
    let nowMs = fake.now();
    const clock = {
      now: () => nowMs,
      monotonicNow: () => nowMs,
      setTimer: fake.setTimer.bind(fake),
      turn: () => fake.turn(),
    };
    const log: string[] = [];
    const work = async (name: string, slice: TimeSlice) => {
      for (let piece = 1; piece <= 3; piece++) {
        await slice.giveWay();
        log.push(name + piece);
        // Uses up the turn.
        nowMs += 3;
      }
    };
    const slices = [new TimeSlice(clock), new TimeSlice(clock), new TimeSlice(clock)];
    nowMs += 3;
    const all = Promise.all(slices.map((slice, index) => work("abc".charAt(index), slice)));
    await clock.turn();
    for (let before = log.length; before < 9; before = log.length) {
      await clock.turn();
      expect(log.length - before).toBe(1);
    }
    await all;
    expect(log).toEqual(["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]);
  });

  it("resumes workers that share a slice together", async () => {
    const clock = new FakeClock();
    const [shared, other] = [new TimeSlice(clock), new TimeSlice(clock)];
    await clock.advance(3);
    const [first, second, third] = [shared.giveWay(), other.giveWay(), shared.giveWay()];
    expect(third).toBe(first);
    expect(second).not.toBe(first);
    await first;
    await clock.advance(3);
    // A caller that has resumed queues up again.
    expect(shared.giveWay()).not.toBe(first);
  });

  it("keeps different clocks apart", async () => {
    const [clock, otherClock] = [new FakeClock(), new FakeClock()];
    const [slice, other] = [new TimeSlice(clock), new TimeSlice(otherClock)];
    await clock.advance(3);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
    expect(other.giveWay()).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { TimeSlice } from "../src/index.js";
import { FakeClock } from "../src/testing/index.js";

describe("TimeSlice", () => {
  it("asks nobody to give way before the slice is over", async () => {
    const clock = new FakeClock();
    const slice = new TimeSlice(clock, 5);
    expect(slice.giveWay()).toBeUndefined();
    await clock.advance(4);
    expect(slice.giveWay()).toBeUndefined();
    await clock.advance(1);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
  });

  it("is one slice for all who work by one clock: they wait for the same turn, and then begin anew", async () => {
    const clock = new FakeClock();
    const [one, other] = [new TimeSlice(clock), new TimeSlice(clock)];
    await clock.advance(5);
    const turn = one.giveWay();
    expect(turn).toBeInstanceOf(Promise);
    expect(other.giveWay()).toBe(turn);
    await turn;
    expect(one.giveWay()).toBeUndefined();
    expect(other.giveWay()).toBeUndefined();
  });

  it("does not mix up clocks", async () => {
    const [clock, otherClock] = [new FakeClock(), new FakeClock()];
    const [slice, other] = [new TimeSlice(clock), new TimeSlice(otherClock)];
    await clock.advance(5);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
    expect(other.giveWay()).toBeUndefined();
  });
});

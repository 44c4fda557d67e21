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
    const both = [new TimeSlice(clock), new TimeSlice(clock)];
    for (const slice of both) expect(slice.giveWay()).toBeUndefined();
    await clock.advance(5);
    const [turn, same] = both.map((slice) => slice.giveWay());
    expect(turn).toBeInstanceOf(Promise);
    expect(same).toBe(turn);
    await turn;
    for (const slice of both) expect(slice.giveWay()).toBeUndefined();
  });

  it("leaves a millisecond of each turn to everybody, also when others have used it up", async () => {
    const clock = new FakeClock();
    const [first, late] = [new TimeSlice(clock), new TimeSlice(clock)];
    expect(first.giveWay()).toBeUndefined();
    await clock.advance(5);
    const turn = first.giveWay();
    expect(turn).toBeInstanceOf(Promise);
    // Seen for the first time in this turn.
    expect(late.giveWay()).toBeUndefined();
    await turn;
    expect([first.giveWay(), late.giveWay()]).toEqual([undefined, undefined]);
    await clock.advance(5);
    expect(late.giveWay()).toBeInstanceOf(Promise);
  });

  it("does not mix up clocks", async () => {
    const [clock, otherClock] = [new FakeClock(), new FakeClock()];
    const [slice, other] = [new TimeSlice(clock), new TimeSlice(otherClock)];
    expect([slice.giveWay(), other.giveWay()]).toEqual([undefined, undefined]);
    await clock.advance(5);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
    expect(other.giveWay()).toBeUndefined();
  });
});

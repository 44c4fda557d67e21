import { describe, expect, it } from "vitest";
import { DelayedKeys } from "../../src/engine/delayed-keys.js";
import { TimeSlice } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

const day = 86_400_000;

describe.each([-day, day])("H17: a wall clock that is stepped by %d ms", (steppedMs) => {
  it("makes no key due earlier or later", async () => {
    const clock = new FakeClock();
    const keys = new DelayedKeys(clock);
    let due = 0;
    keys.listen(() => {
      due += keys.takeDue().length;
    });
    keys.add("a", 1_000);
    clock.stepWallClock(steppedMs);
    keys.add("b", 1_000);
    await clock.advance(999);
    expect(due).toBe(0);
    await clock.advance(1);
    expect(due).toBe(2);
  });

  it("does not affect how often work yields", async () => {
    const clock = new FakeClock();
    const slice = new TimeSlice(clock);
    clock.stepWallClock(steppedMs);
    expect(slice.giveWay()).toBeUndefined();
    await clock.advance(3);
    expect(slice.giveWay()).toBeInstanceOf(Promise);
  });
});

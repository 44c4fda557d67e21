import { FakeClock } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DelayedKeys } from "../../src/engine/delayed-keys.js";

describe("DelayedKeys", () => {
  it("CM-4: each key becomes due once, at its earliest deadline, for any history", async () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 5 }).map(String),
      delayMs: fc.nat(1_000),
      passMs: fc.nat(40),
      deleted: fc.option(fc.integer({ min: 0, max: 5 }).map(String), { freq: 3 }),
    });
    const history = fc.array(step, { maxLength: 400, size: "max" });
    const property = fc.asyncProperty(history, async (steps) => {
      const clock = new FakeClock();
      const delayed = new DelayedKeys(clock);
      const model = new Map<string, number>();
      const taken = () => {
        const due = [...model].filter(([, atMs]) => atMs <= clock.now()).map(([key]) => key);
        for (const key of due) model.delete(key);
        expect(delayed.takeDue().sort()).toEqual(due.sort());
        expect(delayed.size).toBe(model.size);
      };
      for (const { key, delayMs, passMs, deleted } of steps) {
        if (deleted !== null) {
          delayed.delete(deleted);
          model.delete(deleted);
        }
        delayed.add(key, delayMs);
        model.set(key, Math.min(model.get(key) ?? Number.POSITIVE_INFINITY, clock.now() + delayMs));
        await clock.advance(passMs);
        taken();
      }
      await clock.advance(1_000);
      taken();
      expect(clock.pendingTimers).toBe(0);
    });
    await fc.assert(property);
  });

  it("keys become due in order after many deadlines were replaced by earlier ones", async () => {
    const clock = new FakeClock();
    const delayed = new DelayedKeys(clock);
    for (let delayMs = 1_000; delayMs >= 500; delayMs--) {
      delayed.add("a", delayMs);
      delayed.add("b", delayMs - 100);
    }
    await clock.advance(399);
    expect(delayed.takeDue()).toEqual([]);
    await clock.advance(1);
    expect(delayed.takeDue()).toEqual(["b"]);
    await clock.advance(100);
    expect(delayed.takeDue()).toEqual(["a"]);
    await clock.advance(1_000);
    expect(delayed.takeDue()).toEqual([]);
  });
});

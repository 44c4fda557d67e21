import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/index.js";

describe("systemClock", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("H17: tells the wall clock as it is, and durations by another that nobody sets", () => {
    const before = systemClock.monotonicNow();
    const wallMs = Date.now();
    const day = 86_400_000;
    for (const steppedMs of [-day, day]) {
      vi.spyOn(Date, "now").mockReturnValue(wallMs + steppedMs);
      expect(systemClock.now()).toBe(wallMs + steppedMs);
      const after = systemClock.monotonicNow();
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after - before).toBeLessThan(day / 2);
    }
  });
});

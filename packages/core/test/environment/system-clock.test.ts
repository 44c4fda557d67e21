import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/index.js";

describe("systemClock", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("H17: now is the wall clock, monotonicNow a clock that cannot be set", () => {
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

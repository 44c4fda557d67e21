import { describe, expect, it } from "vitest";
import { pauseAfter } from "../../src/engine/observation-pause.js";

describe("pauseAfter", () => {
  it("limits observations to their share of the time", () => {
    expect(pauseAfter(5, 0.1)).toBe(45);
    expect(pauseAfter(5, 0.04)).toBe(120);
  });

  it("is 0 after a cheap observation, and at most a second", () => {
    expect(pauseAfter(0, 0.1)).toBe(0);
    expect(pauseAfter(0.4, 0.1)).toBe(0);
    expect(pauseAfter(1000, 0.1)).toBe(1000);
  });
});

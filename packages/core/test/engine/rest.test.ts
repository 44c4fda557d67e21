import { describe, expect, it } from "vitest";
import { restAfter } from "../../src/index.js";

describe("restAfter", () => {
  it("lets looking take a tenth of the time, or what is asked for", () => {
    expect(restAfter(5)).toBe(45);
    expect(restAfter(5, 0.04)).toBe(120);
  });

  it("asks for no rest after what was cheap, and for no more than a second", () => {
    expect(restAfter(0)).toBe(0);
    expect(restAfter(0.4)).toBe(0);
    expect(restAfter(1000)).toBe(1000);
  });
});

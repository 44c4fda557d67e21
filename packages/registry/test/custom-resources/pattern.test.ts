import { describe, expect, it } from "vitest";
import { CompiledPatterns } from "../../src/custom-resources/pattern.js";

describe("compiled patterns of users", () => {
  it("are kept up to a number of instructions, however short the patterns are that make them", () => {
    const patterns = new CompiledPatterns(100_000);
    for (let index = 0; index < 200; index++) patterns.compile(`^short-${index}$`);
    expect(patterns.size).toBe(200);
    for (let index = 0; index < 200; index++) patterns.compile(`${index}${"a{1000}".repeat(5)}`);
    expect(patterns.size).toBeLessThanOrEqual(20);
    expect(patterns.size).toBeGreaterThan(0);
  });
});

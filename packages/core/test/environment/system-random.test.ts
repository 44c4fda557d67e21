import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/index.js";

describe("systemRandom", () => {
  it("generates unique version 4 UUIDs", () => {
    const drawn = Array.from({ length: 2_000 }, () => systemRandom.uuid());
    for (const uuid of drawn) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it("uses every hexadecimal digit at every free position", () => {
    const seen = Array.from({ length: 36 }, () => new Set<string>());
    for (let round = 0; round < 2_000; round++) {
      for (const [place, character] of [...systemRandom.uuid()].entries()) seen[place]?.add(character);
    }
    const sizes = seen.map((characters) => characters.size);
    const fixed: Record<number, number> = { 8: 1, 13: 1, 14: 1, 18: 1, 19: 4, 23: 1 };
    expect(sizes).toEqual(sizes.map((_, place) => fixed[place] ?? 16));
  });
});

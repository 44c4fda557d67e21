import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/index.js";

describe("systemRandom", () => {
  it("draws UUIDs of version 4, none twice", () => {
    const drawn = Array.from({ length: 2_000 }, () => systemRandom.uuid());
    for (const uuid of drawn) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it("draws every hexadecimal digit in every free place", () => {
    const seen = Array.from({ length: 36 }, () => new Set<string>());
    for (let round = 0; round < 2_000; round++) {
      for (const [place, character] of [...systemRandom.uuid()].entries()) seen[place]?.add(character);
    }
    const sizes = seen.map((characters) => characters.size);
    const fixed: Record<number, number> = { 8: 1, 13: 1, 14: 1, 18: 1, 19: 4, 23: 1 };
    expect(sizes).toEqual(sizes.map((_, place) => fixed[place] ?? 16));
  });
});

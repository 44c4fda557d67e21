import { describe, expect, it } from "vitest";
import { maxSurge, maxUnavailable, minAvailable, resolveFenceposts } from "../src/fenceposts.js";
import { deployment } from "./objects.js";

describe("resolveFenceposts", () => {
  const table: [number | string | undefined, number | string | undefined, number, number, number][] = [
    ["0%", "0%", 0, 0, 1],
    ["39%", "39%", 10, 4, 3],
    [undefined, undefined, 0, 0, 1],
    [undefined, 1, 0, 0, 1],
    ["25%", "25%", 1, 1, 0],
    [0, "25%", 3, 0, 1],
    ["30%", "30%", 10, 3, 3],
    ["1%", 0, 10, 1, 0],
  ];
  for (const [surge, unavailable, replicas, expectedSurge, expectedUnavailable] of table) {
    it(`DEP-51, V-FENCE: ${surge} and ${unavailable} of ${replicas} are ${expectedSurge} and ${expectedUnavailable}`, () => {
      const posts = resolveFenceposts(surge, unavailable, replicas);
      expect(posts).toEqual({ maxSurge: expectedSurge, maxUnavailable: expectedUnavailable });
    });
  }

  for (const text of ["1", "x%", "", "1.5%"]) {
    it(`DEP-51: rejects "${text}"`, () => {
      expect(() => resolveFenceposts(text, 0, 10)).toThrow(RangeError);
      expect(() => resolveFenceposts(0, text, 10)).toThrow(RangeError);
    });
  }
});

describe("a Deployment's fenceposts", () => {
  it("DEP-51: maxUnavailable is at most the number of replicas", () => {
    expect(maxUnavailable(deployment({ replicas: 3, maxUnavailable: 5 }))).toBe(3);
    expect(minAvailable(deployment({ replicas: 3, maxUnavailable: 5 }))).toBe(0);
  });

  it("DEP-51: maxUnavailable is 0 with 0 replicas", () => {
    expect(maxUnavailable(deployment({ replicas: 0, maxUnavailable: 5 }))).toBe(0);
    expect(maxUnavailable(deployment({ replicas: 0 }))).toBe(0);
  });

  it("DEP-51: both are 0 for Recreate", () => {
    const recreate = deployment({ replicas: 10, strategy: "Recreate" });
    expect([maxSurge(recreate), maxUnavailable(recreate), minAvailable(recreate)]).toEqual([0, 0, 10]);
  });

  it("DEP-51: both are 0 for invalid values", () => {
    const odd = deployment({ replicas: 10, maxSurge: "many", maxUnavailable: 2 });
    expect([maxSurge(odd), maxUnavailable(odd)]).toEqual([0, 0]);
  });
});

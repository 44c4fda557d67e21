import { type Clock, systemClock, TimeSlice } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { collectDefinitions } from "../../src/open-api/definitions.js";

describe("collectDefinitions", () => {
  it("finds what definitions refer to, by name, yielding in between", async () => {
    let now = 0;
    let looks = 0;
    const turns: number[] = [];
    const clock: Clock = {
      ...systemClock,
      monotonicNow: () => now++,
      turn: () => {
        turns.push(looks);
        looks = 0;
        return Promise.resolve();
      },
    };
    const describeOne = (name: string) => {
      looks++;
      const index = Number(name.slice(1));
      return index === 0 ? {} : { properties: { below: { $ref: `d${index - 1}` } } };
    };
    const slice = new TimeSlice(clock);
    const found = await collectDefinitions([], ["d100", "d50"], { describe: describeOne, slice });
    expect(found.size).toBe(101);
    expect([...found.keys()]).toEqual([...found.keys()].sort());
    expect(turns.length).toBeGreaterThan(20);
    expect(Math.max(...turns)).toBeLessThanOrEqual(4);
  });
});

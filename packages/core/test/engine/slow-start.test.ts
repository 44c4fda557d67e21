import { describe, expect, it } from "vitest";
import { slowStart, TimeSlice } from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";

const slice = new TimeSlice(new FakeClock());

describe("slowStart", () => {
  const vectors = [
    { count: 0, initialBatch: 1, allowed: 0, successes: 0, calls: 0 },
    { count: 1, initialBatch: 1, allowed: 0, successes: 0, calls: 1 },
    { count: 10, initialBatch: 1, allowed: 0, successes: 0, calls: 1 },
    { count: 10, initialBatch: 1, allowed: 10, successes: 10, calls: 10 },
    { count: 10, initialBatch: 1, allowed: 5, successes: 5, calls: 7 },
    { count: 10, initialBatch: 1, allowed: 1, successes: 1, calls: 3 },
    { count: 100, initialBatch: 1, allowed: 10, successes: 10, calls: 15 },
    { count: 9, initialBatch: 4, allowed: 9, successes: 9, calls: 9 },
  ];
  it.each(vectors)(
    "V-SS, RS-37: $count calls, initial batch $initialBatch, $allowed may succeed: $successes of $calls succeed",
    async (vector) => {
      let calls = 0;
      const result = await slowStart(vector.count, { initialBatch: vector.initialBatch, slice }, async () => {
        if (calls++ >= vector.allowed) throw new Error(`refused ${calls}`);
      });
      expect({ ...result, errors: result.errors.length }).toEqual({
        successes: vector.successes,
        calls: vector.calls,
        errors: vector.calls - vector.successes,
      });
      expect(calls).toBe(vector.calls);
    },
  );

  it("RS-37: the calls of a batch run concurrently, the next batch starts when all have settled", async () => {
    let running = 0;
    const together: number[] = [];
    await slowStart(10, { initialBatch: 1, slice }, async () => {
      running++;
      await Promise.resolve();
      together.push(running);
      await Promise.resolve();
      running--;
    });
    expect(together).toEqual([1, 2, 2, 4, 4, 4, 4, 3, 3, 3]);
  });

  it("RS-37: returns the earliest error first, whichever call it was", async () => {
    let calls = 0;
    const result = await slowStart(3, { initialBatch: 3, slice }, async () => {
      const call = ++calls;
      for (let turn = 0; turn < 3 - call; turn++) await Promise.resolve();
      throw call;
    });
    expect(result.errors).toEqual([3, 2, 1]);
  });

  it("a call that throws before its first await is a failed call", async () => {
    const result = await slowStart(4, { initialBatch: 1, slice }, () => {
      throw new Error("at once");
    });
    expect(result).toMatchObject({ successes: 0, calls: 1 });
  });
});

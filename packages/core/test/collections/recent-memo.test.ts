import { describe, expect, test } from "vitest";
import { RecentMemo } from "../../src/collections/recent-memo.js";

describe("RecentMemo", () => {
  test("returns the value set for the same object, and none for an equal one", () => {
    const memo = new RecentMemo<object, string>();
    const key = { name: "a" };
    memo.set(key, "derived");
    expect(memo.get(key)).toBe("derived");
    expect(memo.get({ name: "a" })).toBeUndefined();
  });

  test("the latest value of an object is returned", () => {
    const memo = new RecentMemo<object, number>();
    const key = {};
    memo.set(key, 1);
    memo.set(key, 2);
    expect(memo.get(key)).toBe(2);
  });

  test("keeps at most two generations, and always the last one", () => {
    const limit = 10;
    const memo = new RecentMemo<object, number>(limit);
    const keys = Array.from({ length: 1000 }, () => ({}));
    for (const [index, key] of keys.entries()) memo.set(key, index);
    expect(keys.slice(-limit).map((key) => memo.get(key))).toEqual(keys.slice(-limit).map((_, index) => 990 + index));
    expect(keys.filter((key) => memo.get(key) !== undefined).length).toBeLessThanOrEqual(2 * limit);
  });

  test("is bounded by the weight of its values, if given", () => {
    const memo = new RecentMemo<object, { readonly bytes: number }>(1000, ({ bytes }) => bytes);
    const keys = Array.from({ length: 100 }, () => ({}));
    for (const key of keys) memo.set(key, { bytes: 300 });
    const kept = keys.filter((key) => memo.get(key) !== undefined).length;
    expect(kept).toBeGreaterThanOrEqual(4);
    expect(kept).toBeLessThanOrEqual(8);
  });

  test("a value that is read in each generation is kept", () => {
    const memo = new RecentMemo<object, string>(10);
    const used = {};
    memo.set(used, "in use");
    for (let round = 0; round < 1000; round++) {
      memo.set({}, "passing");
      if (round % 5 === 0) expect(memo.get(used)).toBe("in use");
    }
    expect(memo.get(used)).toBe("in use");
  });
});

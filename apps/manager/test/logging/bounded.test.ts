import { describe, expect, it } from "vitest";
import { bounded } from "../../src/logging/bounded.js";

describe("what is logged", () => {
  it("is not truncated if it is short", () => {
    const fields = { method: "GET", code: 500, none: null, list: [1, "b"], err: { type: "Error", message: "m" } };
    expect(bounded(fields)).toEqual(fields);
  });

  it("is bounded in length, width and depth, whatever the input", () => {
    const long = "x".repeat(1_000_000);
    let deep: unknown = long;
    for (let depth = 0; depth < 100; depth++) deep = { deep };
    const wide = Array.from({ length: 100_000 }, () => long);
    const logged = JSON.stringify(bounded({ long, deep, wide, [long]: 1, err: { message: long, stack: long } }));
    expect(logged.length).toBeLessThan(100_000);
    expect(logged).toContain("(1000000 characters in total)");
  });
});

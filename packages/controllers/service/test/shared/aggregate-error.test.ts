import { describe, expect, it } from "vitest";
import { aggregate } from "../../src/shared/aggregate-error.js";

describe("aggregate", () => {
  it("ES-12: says each text once, several in brackets", () => {
    const one = new Error("one");
    expect(aggregate([])).toBeUndefined();
    expect(aggregate([one])).toBe(one);
    expect(aggregate([one, new Error("one")])?.message).toBe("one");
    expect(aggregate([one, new Error("two"), new Error("one")])?.message).toBe("[one, two]");
  });
});

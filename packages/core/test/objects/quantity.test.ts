import { describe, expect, it } from "vitest";
import { milliValue } from "../../src/index.js";

describe("milliValue", () => {
  it.each([
    ["4", 4000],
    [4, 4000],
    ["3920m", 3920],
    ["0.5", 500],
    ["1e3", 1_000_000],
    ["1Ki", 1_024_000],
    ["1500u", 2],
    ["1n", 1],
    ["0", 0],
    ["-1500u", -1],
    ["lots", undefined],
    ["", undefined],
  ])("gives %s in thousandths, rounded up", (quantity, expected) => {
    expect(milliValue(quantity)).toBe(expected);
  });
});

import { describe, expect, it } from "vitest";
import { resolveIntOrPercent } from "../../src/index.js";

describe("resolveIntOrPercent", () => {
  it.each([
    [undefined, 10, true, 0],
    [null, 10, true, 0],
    [0, 10, true, 0],
    [5, 10, true, 5],
    ["39%", 10, true, 4],
    ["39%", 10, false, 3],
    ["25%", 1, true, 1],
    ["25%", 1, false, 0],
    ["0%", 0, true, 0],
    ["100%", 7, false, 7],
    ["1%", 10, true, 1],
    ["+5%", 100, true, 5],
    ["-5%", 10, true, 0],
    ["-5%", 10, false, -1],
    ["110%", 10, true, 11],
  ] as const)("DEP-51: %s of %i, rounded up: %s, is %i", (value, total, roundUp, expected) => {
    expect(resolveIntOrPercent(value, total, roundUp)).toBe(expected);
  });

  it.each(["5", "", "a%", "%", "5 %", "1.5%", "5%%", "0x5%"])("DEP-51: rejects %j", (value) => {
    expect(() => resolveIntOrPercent(value, 10, true)).toThrow(RangeError);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addAmounts,
  asApproximateFloat,
  asInteger,
  compareAmounts,
  parseAmount,
  subtractAmounts,
  wholeAmount,
} from "../../src/kubernetes/amount.js";

describe("an amount is an integer as Go's resource.Quantity has it", () => {
  it.each<[string, bigint | undefined]>([
    ["50", 50n],
    ["50k", 50_000n],
    ["1Ki", 1024n],
    ["1Ei", undefined],
    ["9223372036854775807", undefined],
    ["-5M", -5_000_000n],
    // One without a fraction, but not in Go's fast representation.
    ["1000m", undefined],
    ["1.0", undefined],
    ["1.5k", 1500n],
    ["0.5Ki", undefined],
    ["9999999999999999999999999999999999999G", undefined],
    ["1e18", 10n ** 18n],
    ["1e19", undefined],
    ["Mi", 0n],
    ["-", 0n],
    ["0e99", 0n],
  ])("%s: %s", (text, expected) => {
    expect(asInteger(parseAmount(text))).toBe(expected);
  });
});

it.each<[string, string]>([
  ["", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ["10Mo", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ["1,5G", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ["10Mm", "unable to parse quantity's suffix"],
  ["200K", "unable to parse quantity's suffix"],
  ["1e", "unable to parse quantity's suffix"],
])("%j is no amount: %s", (text, message) => {
  expect(() => parseAmount(text)).toThrow(message);
});

it.each<[string, string, number]>([
  ["200M", "0.2G", 0],
  ["50M", "50Mi", -1],
  ["1", "1000m", 0],
  ["-1", "1", -1],
  ["1n", "0.5n", 0],
  ["1e999999999", "1", 1],
  ["-1e999999999", "1e999999999", -1],
  ["1e-999999999", "0", 1],
  ["9Ei", "8Ei", 0],
])("%s and %s compare as %i, however far they are apart", (left, right, expected) => {
  expect(compareAmounts(parseAmount(left), parseAmount(right))).toBe(expected);
});

it("sums and differences are exact, beyond 64 bits too", () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (left, right) => {
      const sum = addAmounts(wholeAmount(left), wholeAmount(right));
      expect(sum.value).toBe(left + right);
      expect(compareAmounts(subtractAmounts(sum, wholeAmount(right)), wholeAmount(left))).toBe(0);
    }),
  );
});

it("asApproximateFloat is the nearest double, and infinite beyond", () => {
  expect(asApproximateFloat(parseAmount("50.703k"))).toBe(50_703);
  expect(asApproximateFloat(parseAmount("1e400"))).toBe(Number.POSITIVE_INFINITY);
});

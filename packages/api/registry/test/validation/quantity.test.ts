import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { canonicalQuantity, compareQuantities, isQuantity, parseQuantity } from "../../src/validation/quantity.js";

describe("canonical quantities", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["1", "1"],
    ["+1", "1"],
    ["1000m", "1"],
    ["0.5", "500m"],
    [".5", "500m"],
    ["5.", "5"],
    ["1500m", "1500m"],
    ["1000k", "1M"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["1023Ki", "1023Ki"],
    ["512Mi", "512Mi"],
    ["0.5Ki", "512"],
    ["1e3", "1e3"],
    ["12E6", "12e6"],
    ["1.0e-3", "1e-3"],
    ["5E", "5E"],
    ["1Ei", "1Ei"],
    ["0.1n", "1n"],
    ["-1000m", "-1"],
    [2, "2"],
    [0.5, "500m"],
    ["9223372036854775808", "9223372036854775808"],
    ["100E", "100E"],
    ["1000E", "1000E"],
    ["1e30", "1e30"],
    ["9Ei", "9223372036854775807"],
    ["-999992.486Mi", "-1048568120999936m"],
    ["1.0001Ki", "1024102400u"],
  ])("%s is kept as %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(["", "one", "1kk", "1 Gi", "1ki", "1e", "1e1.5", "--1", "1.2.3", ".", "e3", "0x10", "1K", "1Mib"])(
    "%j is no quantity",
    (text) => {
      expect(isQuantity(text)).toBe(false);
      expect(() => parseQuantity(text)).toThrow(RangeError);
    },
  );

  it("says as upstream what is wrong with one", () => {
    expect(() => parseQuantity("a")).toThrow(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
    expect(() => parseQuantity("1kk")).toThrow("unable to parse quantity's suffix");
    expect(() => parseQuantity(".")).toThrow("unable to parse numeric part of quantity");
  });

  it("CM-19: compares by value", () => {
    const compare = (left: string, right: string) => compareQuantities(parseQuantity(left), parseQuantity(right));
    expect(compare("1", "1000m")).toBe(0);
    expect(compare("1Ki", "1024")).toBe(0);
    expect(compare("1G", "1Gi")).toBeLessThan(0);
    expect(compare("2", "1999m")).toBeGreaterThan(0);
  });

  property.prop([
    fc.float({ noNaN: true, noDefaultInfinity: true, min: -2_000_000, max: 2_000_000 }),
    fc.constantFrom("", "n", "u", "m", "k", "M", "Ki", "Mi", "e2", "E-2"),
  ])("the canonical text is the same amount, and its own canonical text", (number, suffix) => {
    const text = `${number.toFixed(3)}${suffix}`;
    const canonical = canonicalQuantity(text);
    expect(compareQuantities(parseQuantity(canonical), parseQuantity(text))).toBe(0);
    expect(canonicalQuantity(canonical)).toBe(canonical);
  });

  it("is not slowed down by a hostile exponent", () => {
    expect(canonicalQuantity("1e999999999")).toBe("9223372036854775807");
    expect(canonicalQuantity("1e-999999999")).toBe("1e-9");
  });
});

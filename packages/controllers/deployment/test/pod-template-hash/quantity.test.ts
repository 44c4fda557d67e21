import { describe, expect, it } from "vitest";
import { storedQuantity } from "../../src/pod-template-hash/quantity.js";

describe("storedQuantity", () => {
  const small: [text: string, unscaled: bigint, exponent: number, format: string, kept: string][] = [
    ["0", 0n, 0, "DecimalSI", "0"],
    ["0m", 0n, 0, "DecimalSI", "0"],
    ["1", 1n, 0, "DecimalSI", "1"],
    ["+1", 1n, 0, "DecimalSI", "+1"],
    ["1000m", 1n, 0, "DecimalSI", "1"],
    ["100m", 100n, -3, "DecimalSI", "100m"],
    ["0.1", 100n, -3, "DecimalSI", "100m"],
    ["1.5", 1500n, -3, "DecimalSI", "1500m"],
    ["1500m", 1500n, -3, "DecimalSI", "1500m"],
    ["2000", 2n, 3, "DecimalSI", "2k"],
    ["3k", 3n, 3, "DecimalSI", "3k"],
    ["1e3", 1n, 3, "DecimalExponent", "1e3"],
    ["12E2", 1200n, 0, "DecimalSI", "1200"],
    ["5E", 5n, 18, "DecimalSI", "5E"],
    ["100Mi", 104857600n, 0, "BinarySI", "100Mi"],
    ["128Mi", 134217728n, 0, "BinarySI", ""],
    ["1024Mi", 1073741824n, 0, "BinarySI", "1Gi"],
    ["1.5Gi", 1610612736n, 0, "BinarySI", ""],
    ["0.5Ki", 512n, 0, "DecimalSI", "512"],
    ["-3", -3n, 0, "DecimalSI", "-3"],
    ["1n", 1n, -9, "DecimalSI", "1n"],
    ["no quantity", 0n, 0, "DecimalSI", "0"],
  ];
  for (const [text, unscaled, exponent, format, kept] of small) {
    it(`DEP-48: ${text} is ${unscaled}e${exponent} ${format}, its string ${kept === "" ? "not kept" : kept}`, () => {
      expect(storedQuantity(text)).toEqual({ unscaled, scale: exponent, fast: true, format, text: kept });
    });
  }

  const large: [text: string, unscaled: bigint, exponent: number, format: string][] = [
    ["100Ti", 109951162777600n * 10n ** 9n, -9, "BinarySI"],
    ["1Ei", 2n ** 60n * 10n ** 9n, -9, "BinarySI"],
    ["16Ei", (2n ** 63n - 1n) * 10n ** 9n, -9, "DecimalSI"],
    ["1234567890123456789", 1234567890123456789n * 10n ** 9n, -9, "DecimalSI"],
  ];
  for (const [text, unscaled, exponent, format] of large) {
    it(`DEP-48: ${text} has too many digits for an int64`, () => {
      expect(storedQuantity(text)).toEqual({ unscaled, scale: exponent, fast: false, format, text: "" });
    });
  }

  it("DEP-48: less than one nano is rounded up to one nano", () => {
    expect(storedQuantity("0.1n")).toMatchObject({ unscaled: 1n, scale: -9, text: "1n" });
  });
});

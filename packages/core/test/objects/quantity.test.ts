import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  type ExactQuantity,
  formatQuantity,
  integerQuantity,
  isQuantity,
  parseQuantity,
  quantityAsInteger,
  quantityAsNumber,
  scaledValue,
  subtractQuantities,
} from "../../src/index.js";

const largestInt64 = 2n ** 63n - 1n;
const compare = (left: string, right: string) => compareQuantities(parseQuantity(left), parseQuantity(right));

describe("parseQuantity", () => {
  // The values of upstream's TestQuantityParse (apimachinery pkg/api/resource/quantity_test.go).
  const upstream: [text: string, unscaled: bigint, scale: number, format: ExactQuantity["format"]][] = [
    ["0", 0n, 0, "DecimalSI"],
    ["0n", 0n, 0, "DecimalSI"],
    ["0Ki", 0n, 0, "BinarySI"],
    ["1", 1n, 0, "DecimalSI"],
    ["1Ki", 1024n, 0, "BinarySI"],
    ["8Ki", 8n * 1024n, 0, "BinarySI"],
    ["7Mi", 7n * 1024n ** 2n, 0, "BinarySI"],
    ["6Gi", 6n * 1024n ** 3n, 0, "BinarySI"],
    ["5Ti", 5n * 1024n ** 4n, 0, "BinarySI"],
    ["4Pi", 4n * 1024n ** 5n, 0, "BinarySI"],
    ["3Ei", 3n * 1024n ** 6n, 0, "BinarySI"],
    ["100Ti", 100n * 1024n ** 4n, 0, "BinarySI"],
    ["5n", 5n, -9, "DecimalSI"],
    ["4u", 4n, -6, "DecimalSI"],
    ["3m", 3n, -3, "DecimalSI"],
    ["8k", 8n, 3, "DecimalSI"],
    ["50k", 5n, 4, "DecimalSI"],
    ["7M", 7n, 6, "DecimalSI"],
    ["6G", 6n, 9, "DecimalSI"],
    ["5T", 5n, 12, "DecimalSI"],
    ["2P", 2n, 15, "DecimalSI"],
    ["1E", 1n, 18, "DecimalSI"],
    ["1E-3", 1n, -3, "DecimalExponent"],
    ["1e3", 1n, 3, "DecimalExponent"],
    ["1E18", 1n, 18, "DecimalExponent"],
    ["1e14", 1n, 14, "DecimalExponent"],
    ["100.035k", 100_035n, 0, "DecimalSI"],
    ["0.001", 1n, -3, "DecimalSI"],
    ["0.0005k", 5n, -1, "DecimalSI"],
    ["0.05000", 5n, -2, "DecimalSI"],
    ["0.5e0", 5n, -1, "DecimalExponent"],
    ["0.5e-2", 5n, -3, "DecimalExponent"],
    ["10.035M", 10_035n, 3, "DecimalSI"],
    ["1.3E+6", 13n, 5, "DecimalExponent"],
    ["1.7E18", 17n, 17, "DecimalExponent"],
    ["6.987654321G", 6_987_654_321n, 0, "DecimalSI"],
    ["1.01E", 101n, 16, "DecimalSI"],
    ["3.001n", 4n, -9, "DecimalSI"],
    ["1.1E-9", 2n, -9, "DecimalExponent"],
    ["0.0000000001", 1n, -9, "DecimalSI"],
    ["0.5e-9", 1n, -9, "DecimalExponent"],
    ["0.00000012345", 124n, -9, "DecimalSI"],
    ["9Ei", largestInt64, 0, "BinarySI"],
    ["9223372036854775807Ki", largestInt64, 0, "BinarySI"],
    ["12E", 12n, 18, "DecimalSI"],
    ["100.035Ki", 10_243_584n, -2, "BinarySI"],
    ["0.5Mi", 524_288n, 0, "BinarySI"],
    ["0.05Gi", 536_870_912n, -1, "BinarySI"],
    ["0.025Ti", 274_877_906_944n, -1, "BinarySI"],
    ["0.000000000001Ki", 2n, -9, "DecimalSI"],
    [".001", 1n, -3, "DecimalSI"],
    [".0001k", 100n, -3, "DecimalSI"],
    ["1.", 1n, 0, "DecimalSI"],
    ["1.G", 1n, 9, "DecimalSI"],
  ];
  it.each(upstream)("%s is %de%d %s, and so with a sign", (text, unscaled, scale, format) => {
    for (const [sign, factor] of [["", 1n] as const, ["+", 1n] as const, ["-", -1n] as const]) {
      const quantity = parseQuantity(sign + text);
      expect(compareQuantities(quantity, { ...integerQuantity(unscaled * factor), scale })).toBe(0);
      // Without a sign, "0" is a path of its own.
      if (text !== "0") expect(quantity.format).toBe(format);
    }
  });

  it.each(["", "one", "1 Gi", " 1", "1 ", "1.2.3", "0x10", "1Mib", "1.1.M", "1+1.0M", "0.1am", "10Mo", "1,5G"])(
    "%j does not have the form of a quantity",
    (text) => {
      expect(isQuantity(text)).toBe(false);
      expect(() => parseQuantity(text)).toThrow(
        new RangeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
      );
    },
  );

  it.each(["1kk", "1ki", "1K", "1i", "-3.01i", "--1", "1e", "1e-", "1e+", "10Mm", "0.1mi", "1e9223372036854775808"])(
    "%j has no suffix that there is",
    (text) => {
      expect(isQuantity(text)).toBe(false);
      expect(() => parseQuantity(text)).toThrow(new RangeError("unable to parse quantity's suffix"));
    },
  );

  it("accepts what has no digit as zero, if its suffix lets Go hold it as an int64", () => {
    for (const text of ["-", ".", "Mi", "e3", "0e99"]) expect(compare(text, "0"), text).toBe(0);
    for (const text of ["Ei", ".e-20"]) {
      expect(() => parseQuantity(text)).toThrow(new RangeError("unable to parse numeric part of quantity"));
    }
  });

  it.each([[null], [undefined], [true], [{}], [["1"]]])("%j is not a quantity", (value) => {
    expect(isQuantity(value)).toBe(false);
  });

  it("is not slowed down by hostile input", () => {
    expect(canonicalQuantity("1e999999999")).toBe("1e999999999");
    expect(canonicalQuantity("1e-999999999")).toBe("1e-9");
    expect(isQuantity(`${"0".repeat(1023)}x`)).toBe(false);
    expect(isQuantity("1".repeat(1025))).toBe(false);
    const hostile = parseQuantity("123456789012345678901e999999999");
    expect(formatQuantity(addQuantities(hostile, parseQuantity("1n")))).toHaveLength(21 + 2000 + 9 + "e-9".length);
  });
});

describe("formatQuantity", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["0Ki", "0"],
    ["1", "1"],
    ["1000", "1k"],
    ["1500", "1500"],
    ["100000", "100k"],
    ["1000m", "1"],
    ["2000m", "2"],
    ["0.5", "500m"],
    [".5", "500m"],
    ["-1.5", "-1500m"],
    ["-1000m", "-1"],
    ["1500m", "1500m"],
    ["1000k", "1M"],
    ["1000M", "1G"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["1.5Ki", "1536"],
    ["1023Ki", "1023Ki"],
    ["1000Mi", "1000Mi"],
    ["512Mi", "512Mi"],
    ["0.5Ki", "512"],
    ["1e3", "1e3"],
    ["12e4", "120e3"],
    ["1.0e-3", "1e-3"],
    ["0.1m", "100u"],
    ["0.1n", "1n"],
    ["-0.1n", "-1n"],
    ["5E", "5E"],
    ["1Ei", "1Ei"],
    ["9Ei", "9223372036854775807"],
    ["10Ei", "9223372036854775807"],
    [2, "2"],
    [0.5, "500m"],
    ["9223372036854775807", "9223372036854775807"],
    ["9223372036854775808", "9223372036854775808"],
    ["1e30", "1e30"],
    ["-999992.486Mi", "-1048568120999936m"],
    ["1.0001Ki", "1024102400u"],
    [".001Ki", "1024m"],
    [".000000001Ki", "1024n"],
    [".000000000001Ki", "2n"],
    [".001e12", "1e9"],
    ["1000e-12", "1e-9"],
    ["00", "0"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(["+1", "5.", "1.500", "12E6", "1E3", "1.5e-2"])(
    "%s stays as it was written: upstream takes it for canonical where it parses it",
    (text) => {
      expect(canonicalQuantity(text)).toBe(text);
    },
  );

  it("keeps the suffix of an amount above 999E, which upstream drops", () => {
    expect(canonicalQuantity("100E")).toBe("100E");
    expect(canonicalQuantity("1000E")).toBe("1000E");
    expect(canonicalQuantity("12000E")).toBe("12000E");
  });

  it("does not change what is not a quantity", () => {
    for (const text of ["", "cpu", "1 Gi"]) expect(canonicalQuantity(text)).toBe(text);
  });
});

describe("CM-19: compareQuantities", () => {
  it.each([
    ["1", "1000m", 0],
    ["1Ki", "1024", 0],
    ["200M", "0.2G", 0],
    ["1G", "1Gi", -1],
    ["2", "1999m", 1],
    ["-1", "1", -1],
    ["1n", "0.5n", 0],
    ["1e999999999", "1", 1],
    ["-1e999999999", "1e999999999", -1],
    ["1e-999999999", "0", 1],
    ["9Ei", "8Ei", 0],
    ["123456789012345678901", "123456789012345678902", -1],
  ])("%s and %s: %i", (left, right, expected) => {
    expect(compare(left, right)).toBe(expected);
    expect(compare(right, left)).toBe(expected === 0 ? 0 : -expected);
  });
});

describe("quantityAsInteger is AsInt64", () => {
  it.each<[string, bigint | undefined]>([
    ["50", 50n],
    ["50k", 50_000n],
    ["1Ki", 1024n],
    ["-5M", -5_000_000n],
    ["1.5k", 1500n],
    ["1e18", 10n ** 18n],
    ["Mi", 0n],
    ["0e99", 0n],
    ["1e19", undefined],
    // Whole numbers that Go does not hold as an int64 of scale 0 or more.
    ["1Ei", undefined],
    ["9223372036854775807", undefined],
    ["1000m", undefined],
    ["1.0", undefined],
    ["0.5Ki", undefined],
    ["9999999999999999999999999999999999999G", undefined],
  ])("%s: %s", (text, expected) => {
    expect(quantityAsInteger(parseQuantity(text))).toBe(expected);
  });
});

describe("scaledValue", () => {
  it.each([
    ["4", -3, 4000n],
    ["3920m", -3, 3920n],
    ["0.5", -3, 500n],
    ["1e3", -3, 1_000_000n],
    ["1Ki", -3, 1_024_000n],
    ["1500u", -3, 2n],
    ["1n", -3, 1n],
    ["0", -3, 0n],
    ["-1500u", -3, -2n],
    ["9.01", 0, 10n],
    ["-9.01", 0, -10n],
    ["9.01", 2, 1n],
    ["1Ei", 0, 2n ** 60n],
    // Beyond an int64, as upstream.
    ["10E", 0, 0n],
    ["1e19", 0, 0n],
  ] as const)("%s in units of 10^%i is %s", (text, scale, expected) => {
    expect(scaledValue(parseQuantity(text), scale)).toBe(expected);
  });
});

it("quantityAsNumber is the nearest double, and infinite beyond", () => {
  expect(quantityAsNumber(parseQuantity("50.703k"))).toBe(50_703);
  expect(quantityAsNumber(parseQuantity("1e400"))).toBe(Number.POSITIVE_INFINITY);
});

describe("addQuantities and subtractQuantities", () => {
  it.each([
    ["1", "500m", "1500m", "500m"],
    ["1Gi", "1Mi", "1025Mi", "1023Mi"],
    ["0", "1Ki", "1Ki", "-1Ki"],
    ["1Ki", "1", "1025", "1023"],
    ["1e3", "1k", "2e3", "0"],
  ])("%s and %s: %s and %s", (left, right, sum, difference) => {
    const [a, b] = [parseQuantity(left), parseQuantity(right)];
    expect(formatQuantity(addQuantities(a, b))).toBe(sum);
    expect(formatQuantity(subtractQuantities(a, b))).toBe(difference);
  });

  const int64 = fc.bigInt(-(2n ** 63n), largestInt64);
  property.prop([int64, int64])("are exact beyond 64 bits", (left, right) => {
    const sum = addQuantities(integerQuantity(left), integerQuantity(right));
    expect(sum.unscaled).toBe(left + right);
    expect(compareQuantities(subtractQuantities(sum, integerQuantity(right)), integerQuantity(left))).toBe(0);
  });
});

describe("any quantity", () => {
  const suffixes = [
    "",
    "n",
    "u",
    "m",
    "k",
    "M",
    "G",
    "T",
    "P",
    "Ki",
    "Mi",
    "Gi",
    "Ti",
    "Pi",
    "e2",
    "E-2",
    "e+6",
    "e-9",
  ];
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 25 });
  const text = fc
    .tuple(fc.constantFrom("", "-", "+"), digits, fc.option(digits, { nil: undefined }), fc.constantFrom(...suffixes))
    .filter(([, whole, fraction]) => whole !== "" || (fraction ?? "") !== "")
    .map(
      ([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}${suffix}`,
    );

  property.prop([text])("has the value that its digits and suffix say, rounded away from zero to nanos", (written) => {
    const { unscaled, scale } = parseQuantity(written);
    expect(scale).toBeGreaterThanOrEqual(-9);
    expect(unscaled * 10n ** BigInt(scale + 9)).toBe(nanosOf(written));
  });

  property.prop([text])("has a canonical form of the same value, which is its own canonical form", (written) => {
    const canonical = canonicalQuantity(written);
    expect(compare(canonical, written)).toBe(0);
    // Of powers of 1024 whose suffix is not needed, the canonical form is read as a decimal one, and may get a suffix of those.
    const again = canonicalQuantity(canonical);
    if (!written.endsWith("i") || /\D$/.test(canonical)) expect(again).toBe(canonical);
    expect(canonicalQuantity(again)).toBe(again);
  });

  property.prop([text, text, text])("is ordered with any other", (a, b, c) => {
    expect(compare(a, b)).toBe(-compare(b, a) || 0);
    if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
  });

  property.prop([text, text])("is written like any other of the same family and value", (a, b) => {
    const [left, right] = [parseQuantity(a), parseQuantity(b)];
    const same = compareQuantities(left, right) === 0 && left.format === right.format;
    const shown = (quantity: ExactQuantity) => formatQuantity({ ...quantity, text: "" });
    if (same) expect(shown(left)).toBe(shown(right));
  });
});

/** The same from the digits, as a fraction, without what Go's two representations add. */
function nanosOf(written: string): bigint {
  const [, sign, whole = "", fraction = "", suffix = ""] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(written) ?? [];
  const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].indexOf(suffix);
  const decimal = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15 }[suffix] ?? Number(suffix.slice(1));
  let numerator = BigInt(whole + fraction) * 10n ** 9n * (binary < 0 ? 1n : 1024n ** BigInt(binary + 1));
  let denominator = 10n ** BigInt(fraction.length);
  if (binary < 0 && decimal > 0) numerator *= 10n ** BigInt(decimal);
  if (binary < 0 && decimal < 0) denominator *= 10n ** BigInt(-decimal);
  const up = (numerator + denominator - 1n) / denominator;
  const capped = binary >= 0 && up > largestInt64 * 10n ** 9n ? largestInt64 * 10n ** 9n : up;
  return sign === "-" ? -capped : capped;
}

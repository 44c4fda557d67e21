import { type QuantityFormat, quantitySuffix, readQuantityText } from "./quantity-text.js";

/** A resource.Quantity in Go's internal representation. */
export interface GoQuantity {
  /** The value is `unscaled` times 10 to the power of `exponent`. */
  readonly unscaled: bigint;
  readonly exponent: number;
  /** Whether it is held as an int64 (resource.int64Amount); otherwise as an inf.Dec. */
  readonly small: boolean;
  readonly format: QuantityFormat;
  /** The original string, which Go keeps only if it is known to be canonical; otherwise empty. */
  readonly text: string;
}

const largestInt64 = 2n ** 63n - 1n;
/** A larger exponent is no plausible quantity, and the cost of the arithmetic would be set by untrusted input. */
const largestExponent = 1000;
const nano = -9;

/**
 * The quantity in a controller's memory after the API server has stored `text`: parsed, formatted canonically, and parsed
 * again (DEP-48). An invalid quantity becomes zero.
 */
export function storedQuantity(text: string): GoQuantity {
  const quantity = parseQuantity(text.trim());
  return quantity.text === "" ? parseQuantity(canonicalText(quantity)) : quantity;
}

/** Parses a quantity as resource.ParseQuantity does. */
function parseQuantity(text: string): GoQuantity {
  const parts = text === "0" ? undefined : readQuantityText(text);
  if (parts === undefined || Math.abs(parts.exponent) > largestExponent) {
    return { unscaled: 0n, exponent: 0, small: true, format: "DecimalSI", text: "0" };
  }
  const { negative, whole, fraction, exponent, base, format } = parts;
  const shifted = whole + fraction;
  const digits = BigInt(shifted);
  const multiplied = base === 2 ? digits << BigInt(exponent) : digits;
  const unscaled = negative ? -multiplied : multiplied;
  const scale = (base === 2 ? 0 : exponent) - fraction.length;
  if (smallDigits(parts) >= 0 && scale >= nano && multiplied <= largestInt64) {
    const canonical =
      base === 2 ? (digits & 7n) !== 0n : scale % 3 === 0 && !shifted.endsWith("000") && !shifted.startsWith("0");
    return { unscaled, exponent: scale, small: true, format, text: canonical ? text : "" };
  }
  return large(unscaled, scale, format);
}

/** How many more decimal digits fit into an int64; below 0 the quantity is stored as an inf.Dec. */
function smallDigits(parts: { whole: string; fraction: string; exponent: number; base: 2 | 10 }): number {
  const { whole, fraction, exponent, base } = parts;
  if (base === 10) return 18 - whole.length - fraction.length;
  if (fraction !== "") return -1;
  return 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1;
}

/** A quantity stored as an inf.Dec: rounded away from zero to nanos; BinarySI ones are capped at the largest int64. */
function large(unscaled: bigint, exponent: number, format: QuantityFormat): GoQuantity {
  const rounded =
    unscaled === 0n ? { unscaled, exponent } : { unscaled: rescale(unscaled, exponent, nano), exponent: nano };
  const magnitude = rounded.unscaled < 0n ? -rounded.unscaled : rounded.unscaled;
  const one = 10n ** 9n;
  if (format === "BinarySI" && magnitude > largestInt64 * one) {
    return { unscaled: unscaled < 0n ? -largestInt64 : largestInt64, exponent: 0, small: false, format, text: "" };
  }
  const below = format === "BinarySI" && magnitude < one && magnitude > 0n;
  return { ...rounded, small: false, format: below ? "DecimalSI" : format, text: "" };
}

/** Formats a quantity as resource.Quantity.CanonicalizeBytes does. */
function canonicalText({ unscaled, exponent, format }: GoQuantity): string {
  if (unscaled === 0n) return "0";
  if (format === "BinarySI") {
    const value = rescale(unscaled, exponent, 0);
    const whole = exponent >= 0 || unscaled % 10n ** BigInt(-exponent) === 0n;
    if (whole && (value >= 1024n || value <= -1024n)) {
      const { factor, times } = removeFactors(value, 1024n);
      return `${factor}${quantitySuffix(2, times * 10, format)}`;
    }
  }
  const { factor, times } = removeFactors(unscaled, 10n);
  const power = exponent + times;
  const extra = ((power % 3) + 3) % 3;
  const decimalFormat = format === "BinarySI" ? "DecimalSI" : format;
  return `${factor * 10n ** BigInt(extra)}${quantitySuffix(10, power - extra, decimalFormat)}`;
}

/** `unscaled`·10^`from` as a multiple of 10^`to`, rounded away from zero. */
function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (from >= to) return unscaled * 10n ** BigInt(from - to);
  const divisor = 10n ** BigInt(to - from);
  const quotient = unscaled / divisor;
  if (quotient * divisor === unscaled) return quotient;
  return unscaled < 0n ? quotient - 1n : quotient + 1n;
}

function removeFactors(value: bigint, base: bigint): { readonly factor: bigint; readonly times: number } {
  let factor = value;
  let times = 0;
  while (factor !== 0n && factor % base === 0n) {
    factor /= base;
    times++;
  }
  return { factor, times };
}

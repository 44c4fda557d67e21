import { LruMap } from "../collections/lru-map.js";

/** The family of suffixes in which a quantity was written, and is printed (resource.Format). */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** An exact resource quantity, such as `500m`, `1536Mi` or `2e3`, in the representation of Go's resource.Quantity. */
export interface ExactQuantity {
  /** The value is `unscaled` times 10 to the power of `scale`. */
  readonly unscaled: bigint;
  /** The power of ten; -9 or more, since Go rounds smaller fractions up. */
  readonly scale: number;
  /** Whether Go holds it as an int64 (resource.int64Amount); otherwise as an inf.Dec. */
  readonly fast: boolean;
  /** The suffixes that {@link formatQuantity} prints. */
  readonly format: QuantityFormat;
  /** The string it was parsed from, if Go considers it canonical without formatting the value; otherwise empty. */
  readonly text: string;
}

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const numericWrong = "unable to parse numeric part of quantity";
const suffixWrong = "unable to parse quantity's suffix";

/** Longer strings are rejected; upstream's only limit is the size of a request. */
const longestText = 1024;
/** Larger exponents count as this, so that no input sets the cost of the arithmetic; upstream computes with all 32 bits. */
const largestExponent = 2000;
const nano = -9;
const largestInt64 = 2n ** 63n - 1n;

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] as const;
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

/** A sign, digits, a fraction, and whatever follows: each part can match in one way only. */
const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/s;
const suffixShape = /^[eEinumkKMGTP]*[-+]?[0-9]*$/;

/** Recent results: most objects have the same few quantities. */
const recent = new LruMap<string, ExactQuantity>(1024);

/**
 * Parses a quantity, given as a string or as a number of JSON, as resource.ParseQuantity does: more precise than 10^-9 is
 * rounded away from zero, and more than 2^63-1 in a binary suffix counts as that. Throws RangeError, with upstream's message,
 * if it is not valid.
 */
export function parseQuantity(value: string | number): ExactQuantity {
  const text = String(value);
  let quantity = recent.get(text);
  if (quantity === undefined) {
    quantity = parse(text);
    recent.set(text, quantity);
  }
  return quantity;
}

/** Whether a value is a valid quantity. */
export function isQuantity(value: unknown): value is string | number {
  if (typeof value !== "string" && typeof value !== "number") return false;
  try {
    parseQuantity(value);
    return true;
  } catch {
    return false;
  }
}

/** The quantity of a whole number. */
export function integerQuantity(value: bigint): ExactQuantity {
  return { unscaled: value, scale: 0, fast: isInt64(value), format: "DecimalSI", text: "" };
}

/**
 * Formats a quantity as resource.Quantity.String does: in the family of suffixes it was written in, without a fraction, with
 * the largest suffix that needs none.
 */
export function formatQuantity({ unscaled, scale, format, text }: ExactQuantity): string {
  if (text !== "") return text;
  if (unscaled === 0n) return "0";
  if (format === "BinarySI") {
    // A fraction would be lost in powers of 1024.
    const isWhole = scale >= 0 || unscaled % 10n ** BigInt(-scale) === 0n;
    const whole = rescale(unscaled, scale, 0);
    if (isWhole && (whole >= 1024n || whole <= -1024n)) {
      const [mantissa, power] = removeFactors(whole, 1024n, binarySuffixes.length - 1);
      return `${mantissa}${binarySuffixes[power]}`;
    }
  }
  const [digits, zeros] = removeFactors(unscaled, 10n, Number.POSITIVE_INFINITY);
  const power = Math.floor((scale + zeros) / 3);
  const exponent = format === "DecimalExponent" ? power * 3 : Math.min(power * 3, 18);
  const mantissa = digits * 10n ** BigInt(scale + zeros - exponent);
  if (format !== "DecimalExponent") return `${mantissa}${decimalSuffixes[exponent / 3 + 3]}`;
  return `${mantissa}${exponent === 0 ? "" : `e${exponent}`}`;
}

/** The canonical form of a quantity, `500m` of `0.5`; any other value is returned as a string. */
export function canonicalQuantity(value: unknown): string {
  return isQuantity(value) ? formatQuantity(parseQuantity(value)) : String(value);
}

/** `unscaled` times 10^`from` as a multiple of 10^`to`, rounded away from zero. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (from >= to) return unscaled * 10n ** BigInt(from - to);
  const divisor = 10n ** BigInt(to - from);
  const quotient = unscaled / divisor;
  if (quotient * divisor === unscaled) return quotient;
  return unscaled < 0n ? quotient - 1n : quotient + 1n;
}

/** Whether a number has at most 64 bits. */
export function isInt64(value: bigint): boolean {
  return value >= -largestInt64 - 1n && value <= largestInt64;
}

function parse(text: string): ExactQuantity {
  if (text === "0") return { ...integerQuantity(0n), text };
  const match = text.length > longestText || text === "" ? null : shape.exec(text);
  const [, sign, written = "", fraction = "", suffix = ""] = match ?? [];
  if (match === null || !suffixShape.test(suffix)) throw new RangeError(formatWrong);
  const number = { negative: sign === "-", whole: written.replace(/^0+/, "") || "0", fraction, ...scaleOf(suffix) };
  const fast = fastQuantity(number, text);
  if (fast !== undefined) return fast;
  if (written === "" && fraction === "") throw new RangeError(numericWrong);
  return slowQuantity(number);
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

/** A number in decimal digits, times `base` to the power of `exponent`. */
interface WrittenNumber extends Suffix {
  readonly negative: boolean;
  /** Without leading zeros; at least one digit. */
  readonly whole: string;
  readonly fraction: string;
}

function scaleOf(suffix: string): Suffix {
  const decimal = decimalSuffixes.indexOf(suffix as (typeof decimalSuffixes)[number]);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: "DecimalSI" };
  const binary = binarySuffixes.indexOf(suffix as (typeof binarySuffixes)[number]);
  if (binary >= 0) return { base: 2, exponent: binary * 10, format: "BinarySI" };
  const digits = /^[eE]\+?(-?[0-9]+)$/.exec(suffix)?.[1];
  if (digits === undefined) throw new RangeError(suffixWrong);
  const exponent = BigInt(digits);
  if (!isInt64(exponent)) throw new RangeError(suffixWrong);
  return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: "DecimalExponent" };
}

/** The quantity, if Go holds it as an int64. */
function fastQuantity(number: WrittenNumber, text: string): ExactQuantity | undefined {
  const { negative, whole, fraction, base, exponent, format } = number;
  if (spareDigits(number) < 0) return undefined;
  const scale = (base === 10 ? exponent : 0) - fraction.length;
  if (scale < nano) return undefined;
  const digits = whole + fraction;
  const value = BigInt(digits);
  const magnitude = base === 10 ? value : value << BigInt(exponent);
  if (magnitude > largestInt64) return undefined;
  const canonical =
    base === 10 ? scale % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0") : (value & 7n) !== 0n;
  return {
    unscaled: negative ? -magnitude : magnitude,
    scale: Math.min(scale, largestExponent),
    fast: true,
    format,
    text: canonical ? text : "",
  };
}

/** How many more decimal digits would fit into an int64, by Go's estimate: 1Mi (2^20) has about 6. */
function spareDigits({ whole, fraction, base, exponent }: WrittenNumber): number {
  if (base === 10) return 18 - whole.length - fraction.length;
  return fraction === "" ? 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1 : -1;
}

function slowQuantity({ negative, whole, fraction, base, exponent, format }: WrittenNumber): ExactQuantity {
  const digits = BigInt(whole + fraction);
  const unscaled = base === 10 ? digits : digits << BigInt(exponent);
  const power = Math.max(-largestExponent, Math.min(largestExponent, base === 10 ? exponent : 0));
  const scale = power - fraction.length;
  const signed = (magnitude: bigint) => (negative ? -magnitude : magnitude);
  if (unscaled === 0n) return { unscaled, scale, fast: false, format, text: "" };
  const magnitude = rescale(unscaled, scale, nano);
  const one = 10n ** BigInt(-nano);
  if (format === "BinarySI" && magnitude > largestInt64 * one) {
    return { unscaled: signed(largestInt64), scale: 0, fast: false, format, text: "" };
  }
  const isFraction = format === "BinarySI" && magnitude < one;
  return { unscaled: signed(magnitude), scale: nano, fast: false, format: isFraction ? "DecimalSI" : format, text: "" };
}

function removeFactors(value: bigint, base: bigint, most: number): [rest: bigint, times: number] {
  let rest = value;
  let times = 0;
  while (times < most && rest % base === 0n) {
    rest /= base;
    times++;
  }
  return [rest, times];
}

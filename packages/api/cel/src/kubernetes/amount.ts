/**
 * An exact quantity as Go's `resource.Quantity` holds it: value times 10^scale. Go has two representations of the same
 * quantity, which expressions can distinguish: only one within 64 bits and without a fraction "is an integer".
 */
export interface Amount {
  readonly value: bigint;
  readonly scale: number;
  /** Whether it exceeds Go's fast representation (int64Amount) and is an `inf.Dec`. */
  readonly big: boolean;
}

const min64 = -(2n ** 63n);
const max64 = 2n ** 63n - 1n;
const nano = -9;
/** Go's maxInt64Factors. */
const fastDigits = 18;
/**
 * Longer texts are refused, and larger exponents are clamped: such quantities do not occur, and comparing them would take long.
 */
const longestText = 1024;
const largestExponent = 2000;

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const shape = /^([+-]?)0*([0-9]*)(\.[0-9]*)?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ["", 0],
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const binarySuffixes: ReadonlyMap<string, number> = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

/** Parses a quantity such as `1.5Gi` (resource.ParseQuantity). Throws Error, with upstream's message, if it is invalid. */
export function parseAmount(text: string): Amount {
  const match = text.length > longestText ? null : shape.exec(text);
  if (match === null || text === "") throw new Error(formatWrong);
  const [, sign = "", whole = "", point = "", suffix = ""] = match;
  const { base, exponent } = scaleOf(suffix);
  const fraction = point.slice(1);
  const digits = BigInt(`${whole}${fraction}` || "0");
  const fast = fastAmount({
    digits,
    wholeDigits: Math.max(whole.length, 1),
    fractionDigits: fraction.length,
    base,
    exponent,
  });
  const amount = fast ?? slowAmount({ digits, fractionDigits: fraction.length, base, exponent });
  return sign === "-" ? { ...amount, value: -amount.value } : amount;
}

/** A quantity without a fraction. */
export function wholeAmount(value: bigint): Amount {
  return { value, scale: 0, big: false };
}

/** The sum of two amounts. */
export function addAmounts(left: Amount, right: Amount): Amount {
  if (left.big || right.big) return exactSum(left, right, true);
  if (right.value === 0n) return left;
  if (left.value === 0n) return right;
  const sum = exactSum(left, right, false);
  return isWithin64(sum.value) ? sum : { ...sum, big: true };
}

/** The difference of two amounts. */
export function subtractAmounts(left: Amount, right: Amount): Amount {
  return addAmounts(left, { ...right, value: -right.value });
}

/** -1, 0 or 1. */
export function compareAmounts(left: Amount, right: Amount): -1 | 0 | 1 {
  const signs = signOf(left) - signOf(right);
  if (signs !== 0) return signs < 0 ? -1 : 1;
  const scale = Math.min(left.scale, right.scale);
  const [a, b] = [scaled(left, scale), scaled(right, scale)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** -1, 0 or 1. */
export function signOf({ value }: Amount): -1 | 0 | 1 {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** The quantity as a 64-bit integer; undefined where Go's AsInt64 fails. */
export function asInteger({ value, scale, big }: Amount): bigint | undefined {
  if (big || scale < 0) return undefined;
  if (value === 0n) return 0n;
  const whole = scale > fastDigits + 1 ? undefined : value * 10n ** BigInt(scale);
  return whole !== undefined && isWithin64(whole) ? whole : undefined;
}

/** The nearest double, or one close to it; infinite beyond the range of doubles. */
export function asApproximateFloat({ value, scale }: Amount): number {
  return scale === 0 ? Number(value) : Number(`${value}e${scale}`);
}

interface Parts {
  readonly digits: bigint;
  readonly fractionDigits: number;
  readonly base: 2 | 10;
  readonly exponent: number;
}

function fastAmount({
  digits,
  wholeDigits,
  fractionDigits,
  base,
  exponent,
}: Parts & { readonly wholeDigits: number }): Amount | undefined {
  if (base === 2) {
    // 2^20 has about 6 decimal digits.
    const precision = 15 - wholeDigits - Math.trunc((exponent * 3) / 10) - 1;
    const value = digits << BigInt(exponent);
    return fractionDigits === 0 && precision >= 0 && isWithin64(value) ? { value, scale: 0, big: false } : undefined;
  }
  const scale = exponent - fractionDigits;
  const isPrecise = wholeDigits + fractionDigits <= fastDigits && scale >= nano;
  return isPrecise ? { value: digits, scale, big: false } : undefined;
}

function slowAmount({ digits, fractionDigits, base, exponent }: Parts): Amount {
  const value = base === 2 ? digits << BigInt(exponent) : digits;
  const scale = (base === 2 ? 0 : exponent) - fractionDigits;
  const rounded = scale < nano ? { value: roundUp(value, nano - scale), scale: nano } : { value, scale };
  const capped = base === 2 && compareAmounts({ ...rounded, big: true }, wholeAmount(max64)) > 0;
  return { ...(capped ? wholeAmount(max64) : rounded), big: true };
}

/** Divides by 10^places and rounds away from zero, so that a small quantity does not become 0. */
function roundUp(value: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  return (value + divisor - 1n) / divisor;
}

function exactSum(left: Amount, right: Amount, big: boolean): Amount {
  const scale = Math.min(left.scale, right.scale);
  return { value: scaled(left, scale) + scaled(right, scale), scale, big };
}

function scaled(amount: Amount, scale: number): bigint {
  return amount.value * 10n ** BigInt(amount.scale - scale);
}

function isWithin64(value: bigint): boolean {
  return value >= min64 && value <= max64;
}

function scaleOf(suffix: string): { readonly base: 2 | 10; readonly exponent: number } {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary };
  const match = /^[eE]([-+]?[0-9]{1,30})$/.exec(suffix);
  const written = match === null ? undefined : BigInt(match[1]?.replace("+", "") ?? "");
  if (written === undefined || !isWithin64(written)) throw new Error("unable to parse quantity's suffix");
  return {
    base: 10,
    exponent: Math.max(-largestExponent, Math.min(largestExponent, Number(BigInt.asIntN(32, written)))),
  };
}

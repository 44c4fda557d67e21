type Format = "decimal" | "binary" | "exponent";

interface Quantity {
  /** In units of 10^-9, upstream's finest resolution. */
  readonly nano: bigint;
  readonly format: Format;
}

const NANO = 1_000_000_000n;
/** 2^63 - 1: upstream caps larger quantities in powers of 1024. */
const LARGEST = 9_223_372_036_854_775_807n * NANO;
/** Larger quantities are capped whatever their format: they do not occur in practice. */
const HOSTILE = 10n ** 100n * NANO;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const decimalSuffixOf: ReadonlyMap<number, string> = new Map(
  [...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]),
);
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Division that rounds away from zero. */
function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value > 0n ? quotient + 1n : quotient - 1n;
}

function parse(input: string): Quantity | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,9})?$/.exec(input);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  let numerator = BigInt(`${whole}${fraction}`) * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  let format: Format = "decimal";
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) {
    numerator *= 1024n ** BigInt(binary);
    format = "binary";
  } else {
    const listed = decimalSuffixes.get(suffix);
    const exponent = listed ?? Number(suffix.slice(1));
    if (listed === undefined) format = "exponent";
    // Beyond this every quantity is either capped or rounded up to the smallest one.
    const bounded = BigInt(Math.max(-1000, Math.min(1000, exponent)));
    if (bounded >= 0n) numerator *= 10n ** bounded;
    else denominator *= 10n ** -bounded;
  }
  const magnitude = divideUp(numerator, denominator);
  const capped = magnitude > (format === "binary" ? LARGEST : HOSTILE) ? LARGEST : magnitude;
  return { nano: sign === "-" ? -capped : capped, format };
}

function decimalText(nano: bigint, largest: number, withSuffix: (exponent: number) => string): string {
  if (nano === 0n) return "0";
  let mantissa = nano;
  let exponent = -9;
  while (exponent < largest && mantissa % 1000n === 0n) {
    mantissa /= 1000n;
    exponent += 3;
  }
  return `${mantissa}${withSuffix(exponent)}`;
}

function binaryText(nano: bigint): string {
  let mantissa = nano / NANO;
  let power = 0;
  while (power < binarySuffixes.length - 1 && mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    power += 1;
  }
  return `${mantissa}${binarySuffixes[power]}`;
}

/**
 * The canonical form of a resource quantity, as upstream writes it: the largest suffix that needs no fraction, in the format in
 * which it was given (DecimalSI, BinarySI or DecimalExponent): `0.5` is `500m`, `1024Mi` is `1Gi`, `1e3` keeps its exponent. Values
 * are rounded up to 10^-9; in powers of 1024 they are capped at 2^63-1, and fractions become DecimalSI. A number is read as its
 * decimal text; anything that is not a quantity is returned as text. Upstream: apimachinery `api/resource` Quantity.
 */
export function canonicalQuantity(value: unknown): string {
  const input = String(value);
  const quantity = parse(input);
  if (quantity === undefined) return input;
  const { nano, format } = quantity;
  if (format === "exponent") return decimalText(nano, Infinity, (exponent) => (exponent === 0 ? "" : `e${exponent}`));
  const isSmall = nano > -1024n * NANO && nano < 1024n * NANO;
  // A fraction would be lost in powers of 1024.
  if (format === "binary" && !isSmall && nano % NANO === 0n) return binaryText(nano);
  return decimalText(nano, 18, (exponent) => decimalSuffixOf.get(exponent) ?? "");
}

import { LruMap } from "@engenho/core";

/** The format of a quantity, in which it is printed again. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** An exact quantity (resource.Quantity), such as `500m`, `1536Mi` or `2e3`. Rounded up to nanos, as upstream does. */
export interface Quantity {
  /** The value times 10^9. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const nanosPerUnit = 1_000_000_000n;
/** Upstream caps larger quantities in powers of 1024. */
const largest = (2n ** 63n - 1n) * nanosPerUnit;
/** Larger quantities are capped whatever their format: they do not occur in practice. */
const hostile = 10n ** 100n * nanosPerUnit;

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] as const;
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

const pattern = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([A-Za-z]*)((?:(?<=[eE])[+-]?[0-9]+)?)$/;

/** Recently parsed quantities: most objects use the same few. */
const parsed = new LruMap<string, Quantity>(1024);

/** Parses a string (or a JSON number). Throws RangeError, with upstream's message, if it is invalid. */
export function parseQuantity(text: string | number): Quantity {
  const source = String(text);
  let quantity = parsed.get(source);
  if (quantity === undefined) {
    quantity = parse(source);
    parsed.set(source, quantity);
  }
  return quantity;
}

function parse(source: string): Quantity {
  if (!/^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/.test(source) || source.length > 1024) {
    throw new RangeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
  const match = pattern.exec(source);
  if (match === null) throw new RangeError("unable to parse quantity's suffix");
  const [, sign = "", whole = "", fraction = "", suffix = "", exponent = ""] = match;
  if (whole === "" && fraction === "") throw new RangeError("unable to parse numeric part of quantity");
  const scale = scaleOf(suffix, exponent);
  if (scale === undefined) throw new RangeError("unable to parse quantity's suffix");
  const digits = BigInt(whole + fraction);
  let numerator = digits * scale.base ** BigInt(Math.max(scale.power, 0)) * nanosPerUnit;
  let denominator = 10n ** BigInt(fraction.length);
  if (scale.power < 0) denominator *= scale.base ** BigInt(-scale.power);
  if (numerator % denominator !== 0n) numerator += denominator;
  const amount = numerator / denominator;
  const magnitude = amount > (scale.format === "BinarySI" ? largest : hostile) ? largest : amount;
  return { nanos: sign === "-" ? -magnitude : magnitude, format: scale.format };
}

/** Whether a text is a quantity. */
export function isQuantity(text: unknown): text is string | number {
  if (typeof text !== "string" && typeof text !== "number") return false;
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}

/** Negative if `left` is less than `right`, 0 if they are equal (`1` and `1000m`), positive otherwise. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  return left.nanos < right.nanos ? -1 : left.nanos > right.nanos ? 1 : 0;
}

/** The canonical text: no fraction, no redundant zeros, the largest suffix of the same format that allows it. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  const magnitude = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  if (magnitude === 0n) return "0";
  // A fraction would be lost in powers of 1024.
  if (format === "BinarySI" && magnitude >= 1024n * nanosPerUnit && magnitude % nanosPerUnit === 0n) {
    const [mantissa, power] = strip(magnitude / nanosPerUnit, 1024n, binarySuffixes.length - 1);
    return `${sign}${mantissa}${binarySuffixes[power]}`;
  }
  const [mantissa, power] = strip(
    magnitude,
    1000n,
    format === "DecimalExponent" ? Infinity : decimalSuffixes.length - 1,
  );
  if (format !== "DecimalExponent") return `${sign}${mantissa}${decimalSuffixes[power]}`;
  const exponent = power * 3 - 9;
  return `${sign}${mantissa}${exponent === 0 ? "" : `e${exponent}`}`;
}

/** The canonical text of a quantity given as a string or JSON number; other values are returned unchanged. */
export function canonicalQuantity<T>(value: T): T | string {
  return isQuantity(value) ? formatQuantity(parseQuantity(value)) : value;
}

interface Scale {
  readonly base: bigint;
  readonly power: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string, exponent: string): Scale | undefined {
  if (exponent !== "") {
    const power = Number(exponent);
    // Beyond this every quantity is capped or rounded to a nano anyway.
    return suffix === "e" || suffix === "E"
      ? { base: 10n, power: Math.max(-2000, Math.min(2000, power)), format: "DecimalExponent" }
      : undefined;
  }
  const binary = binarySuffixes.indexOf(suffix as (typeof binarySuffixes)[number]);
  if (binary > 0) return { base: 1024n, power: binary, format: "BinarySI" };
  const decimal = decimalSuffixes.indexOf(suffix as (typeof decimalSuffixes)[number]);
  return decimal < 0 ? undefined : { base: 10n, power: (decimal - 3) * 3, format: "DecimalSI" };
}

function strip(amount: bigint, base: bigint, maxPower: number): [mantissa: bigint, power: number] {
  let mantissa = amount;
  let power = 0;
  while (power < maxPower && mantissa % base === 0n) {
    mantissa /= base;
    power++;
  }
  return [mantissa, power];
}

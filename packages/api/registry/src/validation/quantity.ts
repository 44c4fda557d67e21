import { LruMap } from "@engenho/core";

/** How a quantity was written, which is how it is printed again. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** An exact amount (resource.Quantity), such as `500m`, `1536Mi` or `2e3`. Finer than a nano is rounded up, as upstream does. */
export interface Quantity {
  /** The value times 10^9. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const nanosPerUnit = 1_000_000_000n;
/** Upstream caps what is larger and given in powers of 1024. */
const largest = (2n ** 63n - 1n) * nanosPerUnit;
/** What is larger than this is capped too, however it is given: nobody has so much of anything. */
const hostile = 10n ** 100n * nanosPerUnit;

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] as const;
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

const pattern = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([A-Za-z]*)((?:(?<=[eE])[+-]?[0-9]+)?)$/;

/** What was parsed lately: most objects ask for the same few amounts. */
const parsed = new LruMap<string, Quantity>(1024);

/** The quantity that a text (or a JSON number) means. Throws RangeError, with upstream's text, when it means none. */
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

/** Below 0 when `left` is less than `right`, 0 when they are the same amount (`1` and `1000m`), else above 0. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  return left.nanos < right.nanos ? -1 : left.nanos > right.nanos ? 1 : 0;
}

/** The canonical text: no fraction, no needless zeros, the largest suffix of the same family that allows it. */
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

/** The canonical text of a quantity given as text or JSON number; what is no quantity is returned as it is. */
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
    // Beyond this every amount is capped or rounded to the last nano anyway.
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

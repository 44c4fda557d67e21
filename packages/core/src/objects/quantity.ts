interface Exact {
  readonly digits: bigint;
  /** The value is `digits` divided by 10 to this power. */
  readonly scale: number;
}

const pattern = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;
const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
/** A larger exponent is no plausible quantity, and the cost of the arithmetic would be set by untrusted input. */
const largestExponent = 100;

/**
 * Whether two resource quantities have the same value: `1` and `1000m`, `1Ki` and `1024` (resource.Quantity.Cmp). Strings
 * that are not valid quantities are equal if they are identical.
 */
export function sameQuantity(left: string | number, right: string | number): boolean {
  if (left === right) return true;
  const a = parseQuantity(String(left));
  const b = parseQuantity(String(right));
  if (a === undefined || b === undefined) return String(left) === String(right);
  const scale = Math.max(a.scale, b.scale);
  return a.digits * 10n ** BigInt(scale - a.scale) === b.digits * 10n ** BigInt(scale - b.scale);
}

/**
 * A resource quantity in thousandths, rounded up (resource.Quantity.MilliValue): 3920 for `3920m`, 4000 for `4`.
 * `undefined` if it is not a valid quantity. Exact up to 2^53.
 */
export function milliValue(quantity: string | number): number | undefined {
  const exact = parseQuantity(String(quantity));
  if (exact === undefined) return undefined;
  const shift = 3 - exact.scale;
  if (shift >= 0) return Number(exact.digits * 10n ** BigInt(shift));
  const divisor = 10n ** BigInt(-shift);
  const whole = exact.digits / divisor;
  return Number(exact.digits > 0n && whole * divisor !== exact.digits ? whole + 1n : whole);
}

function parseQuantity(text: string): Exact | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const magnitude = BigInt(whole + fraction);
  let digits = sign === "-" ? -magnitude : magnitude;
  let scale = fraction.length;
  if (Object.hasOwn(binaryExponents, suffix)) {
    digits *= 1n << BigInt(binaryExponents[suffix] as number);
  } else if (suffix !== "") {
    const exponent = Object.hasOwn(decimalExponents, suffix)
      ? (decimalExponents[suffix] as number)
      : Number(suffix.slice(1));
    if (Math.abs(exponent) > largestExponent) return undefined;
    scale -= exponent;
  }
  return { digits, scale };
}

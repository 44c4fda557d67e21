/** A double in plain decimal, with as many digits as it takes (Go's %f, shortest). */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  const { sign, digits, exponent } = decimalOf(value);
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return `${sign}${digits}${"0".repeat(exponent + 1 - digits.length)}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A double as Go's %g writes it: with an exponent from 10^6 on, or below 10^-4. */
export function generalDecimal(value: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  const { sign, digits, exponent } = decimalOf(value);
  if (exponent >= -4 && exponent < 6) return plainDecimal(value);
  const fraction = digits.length === 1 ? "" : `.${digits.slice(1)}`;
  const shown = Math.abs(exponent).toString().padStart(2, "0");
  return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${shown}`;
}

interface Decimal {
  readonly sign: string;
  /** The shortest digits that tell the double, the first of which is not 0 unless it is zero. */
  readonly digits: string;
  /** The power of ten of the first digit. */
  readonly exponent: number;
}

function decimalOf(value: number): Decimal {
  const isNegative = value < 0 || Object.is(value, -0);
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  return { sign: isNegative ? "-" : "", digits: mantissa.replace(".", ""), exponent: Number(power) };
}

function specialText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value < 0 ? "-Inf" : "+Inf";
}

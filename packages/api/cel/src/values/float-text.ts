/** A double in decimal notation, with the fewest digits that identify it (Go's %f, shortest). */
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
  /** The fewest digits that identify the double; the first one is not 0 unless it is zero. */
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

/** A double with this many digits after the decimal point, rounding half to even. */
export function fixedDecimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const { whole, fraction } = exactDecimal(Math.abs(value));
  const scaled = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  const rest = fraction.slice(digits);
  const isOver = rest > "5" || (rest === "5" && scaled % 2n === 1n);
  const shown = (isOver ? scaled + 1n : scaled).toString().padStart(digits + 1, "0");
  if (digits === 0) return sign + shown;
  return `${sign}${shown.slice(0, -digits)}.${shown.slice(-digits)}`;
}

/** The same with thousands separators, and a sign for infinity. */
export function groupedDecimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return localText(value);
  const [whole = "", fraction] = fixedDecimal(value, digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * In scientific notation with a superscript exponent: `1.052033\u00d710\u2070\u00b3`. In the locale en_US cel-go adds narrow
 * spaces; Kubernetes sets no locale.
 */
export function scientificDecimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return localText(value);
  const [mantissa = "", power = ""] = value.toExponential(Math.min(digits, 100)).split("e");
  const padded = digits > 100 ? mantissa + "0".repeat(digits - 100) : mantissa;
  const exponent = Number(power);
  const raised = Math.abs(exponent)
    .toString()
    .padStart(2, "0")
    .replace(/\d/g, (digit) => superscripts[Number(digit)] as string);
  return `${padded}\u00d710${exponent < 0 ? "\u207b" : ""}${raised}`;
}

const superscripts = [
  "\u2070",
  "\u00b9",
  "\u00b2",
  "\u00b3",
  "\u2074",
  "\u2075",
  "\u2076",
  "\u2077",
  "\u2078",
  "\u2079",
];

function localText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value < 0 ? "-\u221e" : "\u221e";
}

/** All digits of a non-negative double; the fraction without trailing zeros. */
function exactDecimal(value: number): { readonly whole: string; readonly fraction: string } {
  const whole = BigInt(Math.trunc(value));
  let rest = value - Math.trunc(value);
  let shifts = 0;
  // A fraction of a double is an integer times a power of two, of which there are at most 1074.
  while (rest !== 0 && !Number.isInteger(rest)) {
    rest *= 2;
    shifts++;
  }
  if (shifts === 0) return { whole: String(whole), fraction: "" };
  const digits = (BigInt(rest) * 5n ** BigInt(shifts)).toString().padStart(shifts, "0");
  return { whole: String(whole), fraction: digits.replace(/0+$/, "") };
}

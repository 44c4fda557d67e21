/** How a resource quantity was written (resource.Format). */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** The parts of a quantity string. */
export interface QuantityText {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros; at least one. */
  readonly whole: string;
  /** Digits after the point. */
  readonly fraction: string;
  /** The suffix as a power of `base`. */
  readonly exponent: number;
  readonly base: 2 | 10;
  readonly format: QuantityFormat;
}

const pattern = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]+))?$/;
const decimal: ReadonlyMap<string, number> = new Map([
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
const binary: ReadonlyMap<string, number> = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

/** Splits a quantity string into its parts (resource.ParseQuantity); `undefined` if it is not a valid quantity. */
export function readQuantityText(text: string): QuantityText | undefined {
  const match = pattern.exec(text);
  if (match === null || !/[0-9]/.test(text)) return undefined;
  const [, sign, whole = "", fraction = "", suffix, power] = match;
  const number = { negative: sign === "-", whole: whole === "" ? "0" : whole, fraction };
  if (power !== undefined) return { ...number, exponent: Number(power), base: 10, format: "DecimalExponent" };
  const exponent = binary.get(suffix ?? "");
  if (exponent !== undefined) return { ...number, exponent, base: 2, format: "BinarySI" };
  return { ...number, exponent: decimal.get(suffix ?? "") ?? 0, base: 10, format: "DecimalSI" };
}

/** The suffix for an exponent; empty if there is none. */
export function quantitySuffix(base: 2 | 10, exponent: number, format: QuantityFormat): string {
  if (format === "DecimalExponent") return exponent === 0 ? "" : `e${exponent}`;
  for (const [suffix, known] of base === 2 ? binary : decimal) if (known === exponent) return suffix;
  return "";
}

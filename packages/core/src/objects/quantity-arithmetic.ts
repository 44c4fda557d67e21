import { type ExactQuantity, isInt64, isQuantity, parseQuantity, rescale } from "./quantity.js";

/** -1 if `left` is less than `right`, 0 if they have the same value (`1` and `1000m`), else 1 (resource.Quantity.Cmp). */
export function compareQuantities(left: ExactQuantity, right: ExactQuantity): -1 | 0 | 1 {
  const signs = quantitySign(left) - quantitySign(right);
  if (signs !== 0) return signs < 0 ? -1 : 1;
  const [a, b] = commonScale(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether two quantities, given as JSON strings or numbers, have the same value. Invalid ones are equal if they are
 * written in the same way.
 */
export function sameQuantity(left: string | number, right: string | number): boolean {
  if (left === right) return true;
  if (!isQuantity(left) || !isQuantity(right)) return String(left) === String(right);
  return compareQuantities(parseQuantity(left), parseQuantity(right)) === 0;
}

/** -1, 0 or 1 (resource.Quantity.Sign). */
export function quantitySign({ unscaled }: ExactQuantity): -1 | 0 | 1 {
  return unscaled < 0n ? -1 : unscaled > 0n ? 1 : 0;
}

/** The sum, in the format of `left`, or of `right` if `left` is zero (resource.Quantity.Add). */
export function addQuantities(left: ExactQuantity, right: ExactQuantity): ExactQuantity {
  const format = left.unscaled === 0n ? right.format : left.format;
  const fast = left.fast && right.fast;
  if (fast && right.unscaled === 0n) return { ...left, format, text: "" };
  if (fast && left.unscaled === 0n) return { ...right, text: "" };
  const [a, b] = commonScale(left, right);
  const scale = Math.min(left.scale, right.scale);
  const unscaled = a + b;
  return { unscaled, scale, fast: fast && [a, b, unscaled].every(isInt64), format, text: "" };
}

/** The difference, as {@link addQuantities} (resource.Quantity.Sub). */
export function subtractQuantities(left: ExactQuantity, right: ExactQuantity): ExactQuantity {
  return addQuantities(left, { ...right, unscaled: -right.unscaled });
}

/**
 * The value in units of 10^`scale`, rounded away from zero: `scaledValue(quantity, -3)` is resource.Quantity.MilliValue. As
 * upstream, a value that does not fit into an int64 is 0, or cut to 64 bits.
 */
export function scaledValue({ unscaled, scale: own, fast }: ExactQuantity, scale: number): bigint {
  const value = rescale(unscaled, own, scale);
  if (isInt64(value)) return value;
  return fast ? 0n : BigInt.asIntN(64, value);
}

/** The value as an int64, if it has no fraction and Go represents it as an int64 (resource.Quantity.AsInt64). */
export function quantityAsInteger({ unscaled, scale, fast }: ExactQuantity): bigint | undefined {
  if (!fast || scale < 0) return undefined;
  const value = rescale(unscaled, scale, 0);
  return isInt64(value) ? value : undefined;
}

/** The nearest double, or one close to it; infinite beyond the range of doubles (resource.Quantity.AsApproximateFloat64). */
export function quantityAsNumber({ unscaled, scale }: ExactQuantity): number {
  return scale === 0 ? Number(unscaled) : Number(`${unscaled}e${scale}`);
}

function commonScale(left: ExactQuantity, right: ExactQuantity): [left: bigint, right: bigint] {
  const scale = Math.min(left.scale, right.scale);
  return [rescale(left.unscaled, left.scale, scale), rescale(right.unscaled, right.scale, scale)];
}

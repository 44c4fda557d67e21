/** The median; for an even number of values the lower of the two. NaN without values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that a `share` (0 to 1) of all values do not exceed. NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const index = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

/** p50, p99 and the maximum, rounded to tenths. */
export function summary(values: readonly number[]): readonly [p50: number, p99: number, max: number] {
  return [rounded(quantile(values, 0.5)), rounded(quantile(values, 0.99)), rounded(quantile(values, 1))];
}

/** Rounded to three significant digits, because measurements are not more precise. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}

/** The value in the middle; of an even number of values the lower of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that `share` (0 to 1) of all values do not exceed. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const index = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

/** p50, p99 and the largest, rounded to tenths. */
export function summary(values: readonly number[]): readonly [p50: number, p99: number, max: number] {
  return [rounded(quantile(values, 0.5)), rounded(quantile(values, 0.99)), rounded(quantile(values, 1))];
}

/** Three significant digits, for nobody measures more. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}

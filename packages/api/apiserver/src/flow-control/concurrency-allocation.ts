/** A claim to seats. */
export interface Claim {
  /** The desired seats, relative to other claims; at least `lowerBound`. */
  readonly target: number;
  readonly lowerBound: number;
  /** At least `lowerBound`. */
  readonly upperBound: number;
}

/** The seats of the claims, in their order. */
export interface Allocation {
  readonly seats: readonly number[];
  /** The fraction of its target that every claim gets, within its bounds. */
  readonly fairFraction: number;
}

const smallestTarget = 0.001;
const epsilon = 0.000_000_1;

/**
 * Divides `sum` seats between the claims in proportion to their targets, within their bounds; undefined if the bounds make that
 * impossible. The seats are fractions. Upstream: computeConcurrencyAllocation.
 */
export function allocateConcurrency(sum: number, claims: readonly Claim[]): Allocation | undefined {
  const targets = claims.map(({ target }) => Math.max(target, smallestTarget));
  const low = total(claims.map(({ lowerBound }) => lowerBound));
  const high = total(claims.map(({ upperBound }) => upperBound));
  const areClaims = claims.every(
    ({ target, lowerBound, upperBound }) => lowerBound >= 0 && target >= lowerBound && upperBound >= lowerBound,
  );
  if (!areClaims || sum < 0 || low - sum > epsilon || sum - high > epsilon) return undefined;
  if (sum === 0) return { seats: claims.map(() => 0), fairFraction: 0 };
  const lowest = claims.map(({ lowerBound }, index) => lowerBound / (targets[index] as number));
  const highest = claims.map(({ upperBound }, index) => upperBound / (targets[index] as number));
  if (low - sum > -epsilon) {
    return { seats: claims.map(({ lowerBound }) => lowerBound), fairFraction: Math.min(...lowest) };
  }
  if (sum - high > -epsilon) {
    return { seats: claims.map(({ upperBound }) => upperBound), fairFraction: Math.max(...highest) };
  }
  const fairFraction = fractionFor(sum, { targets, lowest, highest });
  return {
    fairFraction,
    seats: claims.map(({ lowerBound, upperBound }, index) =>
      Math.max(lowerBound, Math.min(upperBound, fairFraction * (targets[index] as number))),
    ),
  };
}

interface Problem {
  readonly targets: readonly number[];
  /** The bounds as fractions of the targets. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
}

/**
 * The fraction at which the bounded shares add up to `sum`. The sum is a piecewise linear function of the fraction,
 * with the bounds as breakpoints.
 */
function fractionFor(sum: number, { targets, lowest, highest }: Problem): number {
  const sharesAt = (fraction: number) =>
    total(
      targets.map(
        (target, index) => target * Math.max(lowest[index] as number, Math.min(highest[index] as number, fraction)),
      ),
    );
  const bounds = [...lowest, ...highest].sort((a, b) => a - b);
  // The first breakpoint at which the shares suffice.
  let next = 0;
  for (let end = bounds.length - 1; next < end; ) {
    const middle = (next + end) >> 1;
    if (sharesAt(bounds[middle] as number) >= sum) end = middle;
    else next = middle + 1;
  }
  const upper = bounds[next] as number;
  const lower = next === 0 ? 0 : (bounds[next - 1] as number);
  const below = sharesAt(lower);
  const above = sharesAt(upper);
  return above === below ? upper : lower + ((sum - below) / (above - below)) * (upper - lower);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

import { allocateConcurrency } from "./concurrency-allocation.js";

/** The shares of a priority level (PriorityLevelConfiguration). */
export interface LevelShares {
  readonly nominalConcurrencyShares: number;
  readonly lendablePercent: number;
  /** Undefined: the level may borrow everything. */
  readonly borrowingLimitPercent: number | undefined;
}

/** The bounds of a priority level's seats. */
export interface LevelBounds {
  /** The nominal seats. */
  readonly nominal: number;
  /** The nominal seats minus those that may be lent. */
  readonly lower: number;
  /** The nominal seats plus those that may be borrowed. */
  readonly upper: number;
}

/**
 * Divides the seats of the server by the shares (upstream: finishQueueSetReconfigsLocked). Rounded up, so that the sum
 * may be larger.
 */
export function levelBounds(shares: readonly LevelShares[], serverConcurrency: number): readonly LevelBounds[] {
  const all = shares.reduce((sum, { nominalConcurrencyShares }) => sum + nominalConcurrencyShares, 0);
  return shares.map(({ nominalConcurrencyShares, lendablePercent, borrowingLimitPercent }) => {
    const nominal = all === 0 ? 0 : Math.ceil((serverConcurrency * nominalConcurrencyShares) / all);
    const lendable = Math.round((nominal * lendablePercent) / 100);
    const borrowable =
      borrowingLimitPercent === undefined ? serverConcurrency : Math.round((nominal * borrowingLimitPercent) / 100);
    return { nominal, lower: nominal - lendable, upper: nominal + borrowable };
  });
}

/** The demand for seats of a priority level in the last period. */
export interface LevelDemand extends LevelBounds {
  readonly exempt: boolean;
  /** The maximum of seats in use or waited for. */
  readonly highWatermark: number;
  /** The smoothed demand: rises at once, falls slowly. */
  readonly smoothed: number;
}

/** The seats of each level until the next adjustment. */
export interface AdjustedLimits {
  readonly current: readonly number[];
  /** The seats that each level should have, by its demand and bounds. */
  readonly targets: readonly number[];
  readonly fairFraction: number;
}

/**
 * Lends the seats of levels that do not need theirs to those that do (upstream: updateBorrowingLocked). `fallback` are the seats
 * that levels keep if no division is possible.
 */
export function adjustedLimits(demands: readonly LevelDemand[], fallback: readonly number[]): AdjustedLimits {
  const atLeast = demands.map(({ exempt, lower, nominal, highWatermark }) =>
    Math.max(lower, exempt ? highWatermark : Math.min(nominal, highWatermark)),
  );
  const targets = demands.map(({ smoothed }, index) => Math.max(atLeast[index] as number, smoothed));
  const limited = demands.flatMap(({ exempt }, index) => (exempt ? [] : [index]));
  const sum = (values: readonly number[], indexes: readonly number[]) =>
    indexes.reduce((all, index) => all + (values[index] as number), 0);
  const all = demands.map((_, index) => index);
  const exempt = all.filter((index) => demands[index]?.exempt === true);
  const nominalSum = sum(
    demands.map(({ nominal }) => nominal),
    all,
  );
  const remaining = nominalSum - sum(atLeast, exempt);
  const lowerBounds = demands.map(({ lower }) => lower);
  const lowerSum = sum(lowerBounds, limited);
  const atLeastSum = sum(atLeast, limited);
  const current = [...atLeast];
  if (remaining <= lowerSum) {
    for (const index of limited) current[index] = lowerBounds[index] as number;
    return { current, targets, fairFraction: 0 };
  }
  if (remaining <= atLeastSum) {
    const fraction = (remaining - lowerSum) / (atLeastSum - lowerSum);
    for (const index of limited) {
      const lower = lowerBounds[index] as number;
      current[index] = lower + Math.round(((atLeast[index] as number) - lower) * fraction);
    }
    return { current, targets, fairFraction: 0 };
  }
  const claims = limited.map((index) => ({
    lowerBound: atLeast[index] as number,
    upperBound: demands[index]?.upper ?? 0,
    target: targets[index] as number,
  }));
  const allocation = allocateConcurrency(nominalSum, claims);
  for (const [position, index] of limited.entries()) {
    current[index] = Math.round(allocation?.seats[position] ?? fallback[index] ?? 0);
  }
  return { current, targets, fairFraction: allocation?.fairFraction ?? 0 };
}

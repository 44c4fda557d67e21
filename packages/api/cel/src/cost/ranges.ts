import { type Estimate, unbounded } from "../library/estimates.js";

/** No cost, or no size. */
export const zero: Estimate = { min: 0, max: 0 };
/** Zero to unbounded. */
export const unknown: Estimate = { min: 0, max: unbounded };

/** A range that consists of one number. */
export function fixed(value: number): Estimate {
  return { min: value, max: value };
}

export function add(left: Estimate, right: Estimate): Estimate {
  return { min: capped(left.min + right.min), max: capped(left.max + right.max) };
}

export function multiply(left: Estimate, right: Estimate): Estimate {
  return { min: capped(left.min * right.min), max: capped(left.max * right.max) };
}

/** Both bounds times a factor, rounded up. */
export function scale({ min, max }: Estimate, factor: number): Estimate {
  return { min: capped(Math.ceil(min * factor)), max: capped(Math.ceil(max * factor)) };
}

/** The smallest range that contains both. */
export function union(left: Estimate, right: Estimate): Estimate {
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) };
}

export function sum(estimates: Iterable<Estimate>): Estimate {
  let total = zero;
  for (const estimate of estimates) total = add(total, estimate);
  return total;
}

function capped(value: number): number {
  return Math.min(value, unbounded);
}

import type { CelError } from "./error.js";
import { integerOverflow, unsignedOverflow } from "./errors.js";
import { CelUint } from "./uint.js";

/** The largest int. */
export const maxInt = 2n ** 63n - 1n;
/** The smallest int. */
export const minInt = -(2n ** 63n);
/** The largest uint. */
export const maxUint = 2n ** 64n - 1n;

/** An integer as an int; an error beyond 64 bits. */
export function toInt(value: bigint): bigint | CelError {
  return BigInt.asIntN(64, value) === value ? value : integerOverflow;
}

/** An integer as a uint; an error beyond 64 bits and below zero. */
export function toUint(value: bigint): CelUint | CelError {
  return value < 0n || value > maxUint ? unsignedOverflow : new CelUint(value);
}

/** A double that is an integer within an int's range, as one; undefined for others. */
export function losslessInt(value: number): bigint | undefined {
  if (!Number.isInteger(value) || value < -(2 ** 63) || value >= 2 ** 63) return undefined;
  return BigInt(value);
}

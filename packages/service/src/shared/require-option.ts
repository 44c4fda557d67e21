/** Throws RangeError, naming the option, unless `value` is a number of milliseconds of 0 or more. */
export function requireMilliseconds(option: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(`${option}: ${value} is not a number of milliseconds of 0 or more`);
  }
}

/** Throws RangeError, naming the option, unless `value` is a whole number from 1 to 1000. */
export function requireEndpointsMaximum(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1 || value > 1000) {
    throw new RangeError(`${option}: ${value} is not a whole number from 1 to 1000`);
  }
}

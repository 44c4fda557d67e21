import type { Causes } from "./causes.js";
import { parseGoInteger } from "./go-integer.js";
import { percentFaults } from "./names.js";

/** A number, or a percentage as a string (intstr.IntOrString). */
export type IntOrString = number | string;

/** Checks that a value is a percentage such as `25%` or a non-negative number (ValidatePositiveIntOrPercent). */
export function checkIntOrPercent(value: IntOrString | undefined, path: string, causes: Causes): void {
  if (typeof value === "string") causes.invalidEach(path, value, percentFaults(value));
  else causes.nonNegative(path, value);
}

/** Checks that a percentage is at most 100 (IsNotMoreThan100Percent); numbers are valid. */
export function checkAtMostHundredPercent(value: IntOrString | undefined, path: string, causes: Causes): void {
  const percent = percentOf(value);
  if (percent !== undefined && percent > 100) causes.invalid(path, value, "must not be greater than 100%");
}

/** The number of a percentage (25 for `25%`); `undefined` for numbers and other strings. */
function percentOf(value: IntOrString | undefined): number | undefined {
  return typeof value === "string" && percentFaults(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}

/** The number, or that of a percentage or other numeric string: what upstream compares with 0. */
export function intOrPercentValue(value: IntOrString | undefined): number {
  if (typeof value === "number") return value;
  const read = percentOf(value) ?? parseGoInteger(value ?? "");
  return typeof read === "number" ? read : 0;
}

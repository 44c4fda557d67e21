import { parseGoDuration } from "@engenho/machinery";
import { InvalidArgumentError } from "commander";

/** A text that is not empty. */
export function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/** A whole number in a range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** A number that is not below 0. */
export function nonNegative(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number that is not below 0.");
}

/** A Go duration in milliseconds, not below 0. */
export function duration(text: string): number {
  const milliseconds = parseGoDuration(text);
  if (typeof milliseconds === "number" && milliseconds >= 0) return milliseconds;
  throw new InvalidArgumentError("It must be a duration such as 5m0s.");
}

/** A version of the review kinds. */
export function apiVersion(text: string): "v1" | "v1beta1" {
  if (text === "v1" || text === "v1beta1") return text;
  throw new InvalidArgumentError("It must be v1 or v1beta1.");
}

/** True or false. */
export function boolean(text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new InvalidArgumentError("It must be true or false.");
}

/** The entries of a comma-separated list, trimmed. */
export function entriesOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** A comma-separated list in place of the default; a flag that is given twice adds to it (pflag.StringSlice). */
export function list(defaults: readonly string[]): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before = defaults) => (before === defaults ? entriesOf(text) : [...before, ...entriesOf(text)]);
}

import { RecentMemo, type StatusCause } from "@engenho/core";

/**
 * Remembers what a pure function made of an object, for as long as the object is in use. The same input gives the same
 * output by reference, so that what is derived from it is remembered in turn: 10,000 Pods that share one spec have it
 * defaulted and checked once.
 */
export function memoizeByReference<Input extends object, Output>(
  compute: (input: Input) => Output,
): (input: Input) => Output {
  const known = new RecentMemo<Input, { readonly output: Output }>();
  return (input) => {
    const hit = known.get(input);
    if (hit !== undefined) return hit.output;
    const output = compute(input);
    known.set(input, { output });
    return output;
  };
}

/**
 * Remembers of an object, for as long as it is in use, that a pure check found nothing wrong with it: that holds at any
 * field path. What is wrong is told anew each time.
 */
export function rememberFaultless<Input extends object>(check: PathCheck<Input>): PathCheck<Input> {
  const faultless = new RecentMemo<Input, readonly StatusCause[]>();
  return (input, path) => {
    const known = faultless.get(input);
    if (known !== undefined) return known;
    const causes = check(input, path);
    if (causes.length === 0) faultless.set(input, causes);
    return causes;
  };
}

/** What is wrong with a value that stands at a field path. */
type PathCheck<Input> = (input: Input, path: string) => readonly StatusCause[];

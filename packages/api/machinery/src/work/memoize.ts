import { RecentMemo, type StatusCause } from "@engenho/core";

/**
 * Caches the results of a pure function by object identity, for recently used objects. The same input gives the same output by
 * reference, so that what is derived from it is cached too: 10,000 Pods that share one spec have it defaulted and validated
 * once.
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
 * Caches by object identity that a pure check found no errors, which holds at any field path. Errors are computed again each
 * time.
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

/** The errors of a value at a field path. */
export type PathCheck<Input> = (input: Input, path: string) => readonly StatusCause[];

import { RecentMemo } from "@engenho/core";

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

/** As {@link memoizeByReference} for a function that also takes the field path at which the object stands. */
export function memoizeByReferenceAndPath<Input extends object, Output>(
  compute: (input: Input, path: string) => Output,
): (input: Input, path: string) => Output {
  const known = new RecentMemo<Input, Map<string, Output>>();
  return (input, path) => {
    let byPath = known.get(input);
    if (byPath === undefined) {
      byPath = new Map();
      known.set(input, byPath);
    }
    let output = byPath.get(path);
    if (output === undefined && !byPath.has(path)) {
      output = compute(input, path);
      byPath.set(path, output);
    }
    return output as Output;
  };
}

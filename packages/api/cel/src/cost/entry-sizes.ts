import type { Estimate } from "./estimates.js";
import { union } from "./ranges.js";

/** How large the keys (of lists: indices) and values of a list or map are. */
export interface EntrySizes {
  readonly container: "list" | "map";
  readonly key: Estimate;
  readonly value: Estimate;
}

/** Sizes in which those of both lie; undefined where either is not known. */
export function unionOfEntries(left: EntrySizes | undefined, right: EntrySizes | undefined): EntrySizes | undefined {
  if (left === undefined || right === undefined) return undefined;
  return {
    container: left.container,
    key: union(left.key, right.key),
    value: union(left.value, right.value),
  };
}

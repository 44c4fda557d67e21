import type { Estimate } from "../library/estimates.js";
import { union } from "./ranges.js";

/** The sizes of the keys (for lists: indices) and values of a list or map. */
export interface EntrySizes {
  readonly container: "list" | "map";
  readonly key: Estimate;
  readonly value: Estimate;
}

/** The union of both ranges; undefined where either is unknown. */
export function unionOfEntries(left: EntrySizes | undefined, right: EntrySizes | undefined): EntrySizes | undefined {
  if (left === undefined || right === undefined) return undefined;
  return {
    container: left.container,
    key: union(left.key, right.key),
    value: union(left.value, right.value),
  };
}

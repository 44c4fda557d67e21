import type { CelList } from "./list.js";
import { PlainList } from "./list-rope.js";
import type { CelMap } from "./map.js";
import { PlainMap } from "./plain-map.js";
import type { CelResult, CelValue } from "./value.js";

/** A list of values. The array is not copied and must not change. */
export function listOf(values: readonly CelResult[]): CelList {
  return new PlainList(values);
}

/** A map of entries; a later one replaces an earlier one of the same key. */
export function mapOf(entries: Iterable<readonly [CelValue, CelValue]>): CelMap {
  return PlainMap.of(entries);
}

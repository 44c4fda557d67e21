import { CelList } from "./list.js";
import { CelMap } from "./map.js";
import { CelObject } from "./object.js";
import { CelOptional } from "./optional.js";
import { codePointLength } from "./text.js";
import type { CelResult } from "./value.js";

/**
 * The size that costs are computed from: code points, bytes, elements, entries; 1 for all other values (cel-go, runtimecost.go,
 * actualSize).
 */
export function sizeOf(value: CelResult): number {
  if (typeof value === "string") return codePointLength(value);
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof CelList || value instanceof CelMap || value instanceof CelObject) return value.size;
  if (value instanceof Uint8Array) return value.length;
  return value instanceof CelOptional && value.value !== undefined ? sizeOf(value.value) : 1;
}

import type { CelType } from "../types/cel-type.js";
import type { CelError } from "./error.js";
import type { CelList } from "./list.js";
import type { CelMap } from "./map.js";
import type { CelObject } from "./object.js";
import type { CelOptional } from "./optional.js";
import type { CelDuration, CelTimestamp } from "./time.js";
import type { CelUint } from "./uint.js";

/**
 * A CEL value. JavaScript's own types wherever `typeof` distinguishes them: an int is a bigint within 64 bits, a double a
 * number. Types are values too.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelTimestamp
  | CelDuration
  | CelList
  | CelMap
  | CelOptional
  | CelObject
  | CelType;

/** The result of a function or an element: errors are values, because `||` and `&&` may absorb them. */
export type CelResult = CelValue | CelError;

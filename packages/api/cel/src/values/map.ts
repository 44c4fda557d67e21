import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/**
 * A map, or a JSON object. Subclasses are views: a value is created when it is read, and may be an error (data that does not
 * match its schema).
 */
export abstract class CelMap {
  /** The number of entries. */
  abstract readonly size: number;

  /** The value of a key; undefined when there is none. */
  abstract find(key: CelValue): CelResult | undefined;

  /** All keys, in a stable order. */
  abstract keys(): readonly CelValue[];

  /** Whether the key has a value. Override it if creating the value is expensive. */
  has(key: CelValue): boolean {
    return this.find(key) !== undefined;
  }

  /** `this == other`, for an `other` of any type; absent: entry by entry. Pass `work` on to `equalValues`. */
  equals?(other: CelValue, work: Work): CelResult;
}

import type { CelResult, CelValue } from "./value.js";
import type { Work } from "./work.js";

/**
 * A map, or an object of JSON. Subclasses are views: a value is made when it is asked for, and may be an error (data that
 * does not fit its schema).
 */
export abstract class CelMap {
  /** The number of entries. */
  abstract readonly size: number;

  /** The value of a key; undefined when there is none. */
  abstract find(key: CelValue): CelResult | undefined;

  /** All keys, in an order that stays the same. */
  abstract keys(): readonly CelValue[];

  /** Whether there is a value for the key. Override it where making the value costs something. */
  has(key: CelValue): boolean {
    return this.find(key) !== undefined;
  }

  /** `this == other`, whatever that is; absent: entry by entry. Hand on `work` to `equalValues`. */
  equals?(other: CelValue, work: Work): CelResult;
}

import { isStoreError } from "../store/store-error.js";

/** Somebody else wrote or deleted in between so many times in a row: that is no chance any more. */
const racesByChance = 5;

/** What a message is told apart by: the text of users in it may be long. */
const comparedLength = 1024;

/**
 * Which failures of keys are told, and not only kept in the debug log: the first in a row, and one that says something
 * else than the last that was told. A key that fails for an hour is told of once. A Conflict, and an object that is not found any
 * more, are what working on a copy costs, and told from the fifth in a row on; that the store was closed is nobody's fault.
 */
export class FailureLog {
  /** The last message that was told, of keys that have not succeeded since. */
  readonly #told = new Map<string, string>();

  /** Notes a failure of a key, which had `failures` in a row before; whether it is to be told. */
  isNews(key: string, error: unknown, failures: number): boolean {
    if (isStoreError(error, "Closed")) return false;
    if (isStoreError(error, "Conflict", "NotFound") && failures + 1 < racesByChance) return false;
    const message = String(error).slice(0, comparedLength);
    if (this.#told.get(key) === message) return false;
    this.#told.set(key, message);
    return true;
  }

  /** The key succeeded, is given up, or is gone. */
  forget(key: string): void {
    this.#told.delete(key);
  }
}

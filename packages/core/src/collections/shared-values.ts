import { deepFreeze } from "./deep-freeze.js";
import { LruMap } from "./lru-map.js";

/** Longer ones are not kept: what users write may be of any length. */
const longestKept = 16_384;

/**
 * Makes equal JSON values one, frozen object: the conditions of ten thousand pods that became ready in the same second are
 * one list. What is shared is held in memory once, and a Store that knows what it has checked by its identity checks it
 * once. Keeps the values that were asked for last, of those whose JSON is no longer than 16,384 letters.
 */
export class SharedValues {
  readonly #values: LruMap<string, object>;

  /** `limit`: how many values are kept. Default 1024. */
  constructor(limit = 1024) {
    this.#values = new LruMap(limit);
  }

  /** The first value that was equal to this one, or else this one, frozen. Equal are values with the same JSON. */
  share<Value extends object>(value: Value): Value {
    const text = JSON.stringify(value);
    const known = this.#values.get(text);
    if (known !== undefined) return known as Value;
    deepFreeze(value);
    if (text.length <= longestKept) this.#values.set(text, value);
    return value;
  }
}

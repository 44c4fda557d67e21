import { deepFreeze, LruMap } from "@engenho/core";

/** Longer values are not cached: user input may be of any length. */
const longestKept = 16_384;

/**
 * Deduplicates equal JSON values: the conditions of ten thousand pods that became ready in the same second are one frozen
 * list. A shared value is in memory once, and a Store that caches validation by identity validates it once. Keeps the most
 * recently used values whose JSON is at most 16,384 characters long.
 */
export class SharedValues {
  readonly #values: LruMap<string, object>;

  /** `limit`: the number of values kept. Default 1024. */
  constructor(limit = 1024) {
    this.#values = new LruMap(limit);
  }

  /** The cached value with the same JSON, or else this value, frozen. */
  share<Value extends object>(value: Value): Value {
    const text = JSON.stringify(value);
    const known = this.#values.get(text);
    if (known !== undefined) return known as Value;
    deepFreeze(value);
    if (text.length <= longestKept) this.#values.set(text, value);
    return value;
  }
}

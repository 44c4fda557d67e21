import { CelError } from "./error.js";
import { CelMap } from "./map.js";
import { identityOf, PlainMap } from "./plain-map.js";
import type { CelResult, CelValue } from "./value.js";
import { valueText } from "./value-text.js";

/**
 * The map that a comprehension accumulates: entries are inserted in place, because nothing else can refer to it, until it is
 * closed.
 */
export class GrowingMap extends CelMap {
  readonly #entries = new Map<unknown, readonly [CelValue, CelValue]>();
  #isClosed = false;

  get size(): number {
    return this.#entries.size;
  }

  find(key: CelValue): CelValue | undefined {
    return this.#entries.get(identityOf(key))?.[1];
  }

  keys(): readonly CelValue[] {
    return Array.from(this.#entries.values(), ([key]) => key);
  }

  /** The map with another entry; an error if the key exists. */
  insert(key: CelValue, value: CelValue): CelResult {
    if (this.has(key)) return new CelError(`insert failed: key ${valueText(key)} already exists`);
    if (this.#isClosed) return PlainMap.of([...this.#entries.values(), [key, value]]);
    this.#entries.set(identityOf(key), [key, value]);
    return this;
  }

  /** Makes it an immutable map. */
  close(): this {
    this.#isClosed = true;
    return this;
  }
}

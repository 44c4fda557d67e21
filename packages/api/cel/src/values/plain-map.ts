import { losslessInt } from "./integers.js";
import { CelMap } from "./map.js";
import { CelUint } from "./uint.js";
import type { CelValue } from "./value.js";

/** A map whose entries exist already. Equal numbers are the same key, whatever their types. */
export class PlainMap extends CelMap {
  readonly #entries: ReadonlyMap<unknown, PlainEntry>;

  private constructor(entries: ReadonlyMap<unknown, PlainEntry>) {
    super();
    this.#entries = entries;
  }

  /** A later entry replaces an earlier one of the same key. */
  static of(entries: Iterable<readonly [CelValue, CelValue]>): PlainMap {
    const map = new Map<unknown, PlainEntry>();
    for (const [key, value] of entries) map.set(identityOf(key), { key, value });
    return new PlainMap(map);
  }

  get size(): number {
    return this.#entries.size;
  }

  find(key: CelValue): CelValue | undefined {
    return this.#entries.get(identityOf(key))?.value;
  }

  keys(): readonly CelValue[] {
    return Array.from(this.#entries.values(), ({ key }) => key);
  }
}

interface PlainEntry {
  readonly key: CelValue;
  readonly value: CelValue;
}

/** The lookup key: equal numbers have the same one. */
export function identityOf(key: CelValue): unknown {
  if (key instanceof CelUint) return key.value;
  return typeof key === "number" ? (losslessInt(key) ?? key) : key;
}

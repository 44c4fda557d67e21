import { CelList } from "./list.js";
import { CelMap } from "./map.js";
import type { CelValue } from "./value.js";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A view of JSON without a schema: objects are maps, integers ints and other numbers doubles. Nothing is copied: the JSON must
 * not change.
 */
export function fromJson(json: unknown): CelValue {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== "object") return json as CelValue;
  if (json === null) return null;
  return Array.isArray(json) ? new JsonList(json) : new JsonMap(json as Fields);
}

class JsonList extends CelList {
  readonly #items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    super();
    this.#items = items;
  }

  get size(): number {
    return this.#items.length;
  }

  at(index: number): CelValue {
    return fromJson(this.#items[index]);
  }
}

class JsonMap extends CelMap {
  readonly #fields: Fields;

  constructor(fields: Fields) {
    super();
    this.#fields = fields;
  }

  get size(): number {
    return Object.keys(this.#fields).length;
  }

  find(key: CelValue): CelValue | undefined {
    return this.has(key) ? fromJson(this.#fields[key as string]) : undefined;
  }

  override has(key: CelValue): boolean {
    return typeof key === "string" && Object.hasOwn(this.#fields, key);
  }

  keys(): readonly CelValue[] {
    return Object.keys(this.#fields);
  }
}

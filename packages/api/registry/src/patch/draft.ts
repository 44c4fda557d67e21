import { setField } from "@engenho/core";
import { fieldOf, type JsonObject } from "../decode/json-value.js";

/** An object under construction: the changes to a base object, until its result is requested. */
export class Draft {
  readonly #base: JsonObject;
  /** `undefined`: the field is removed. */
  #changes: Map<string, unknown> | undefined;

  constructor(base: JsonObject) {
    this.#base = base;
  }

  get(key: string): unknown {
    return this.#changes?.has(key) === true ? this.#changes.get(key) : fieldOf(this.#base, key);
  }

  /** Sets a field; `undefined` removes it. */
  set(key: string, value: unknown): void {
    if (value === this.get(key)) return;
    this.#changes ??= new Map();
    this.#changes.set(key, value);
  }

  /**
   * The current object; the base itself if nothing has changed. It is built field by field: V8 turns an object whose fields are
   * deleted into a dictionary, which makes every later access slow.
   */
  get result(): JsonObject {
    if (this.#changes === undefined) return this.#base;
    const result: Record<string, unknown> = {};
    const added = new Map(this.#changes);
    for (const key of Object.keys(this.#base)) {
      added.delete(key);
      const value = this.get(key);
      if (value !== undefined) setField(result, key, value);
    }
    for (const [key, value] of added) if (value !== undefined) setField(result, key, value);
    return result;
  }
}

import { setField } from "@engenho/core";
import { fieldOf, type JsonObject } from "../decode/json-value.js";

/** An object in the making: what is to change of it, until its result is asked for. */
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
   * The object as it is now; the base itself when nothing has changed. It is built field by field: one that fields are
   * deleted from is a dictionary to V8, which makes every later access slow.
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

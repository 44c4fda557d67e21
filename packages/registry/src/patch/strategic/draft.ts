import { fieldOf, type JsonObject, setField } from "../../decode/json-value.js";

/** An object in the making: a copy that is only made at the first change. */
export class Draft {
  readonly #base: JsonObject;
  #copy: Record<string, unknown> | undefined;

  constructor(base: JsonObject) {
    this.#base = base;
  }

  get(key: string): unknown {
    return fieldOf(this.result, key);
  }

  /** Sets a field; `undefined` removes it. */
  set(key: string, value: unknown): void {
    if (value === this.get(key) && (value !== undefined || !Object.hasOwn(this.result, key))) return;
    this.#copy ??= { ...this.#base };
    if (value === undefined) delete this.#copy[key];
    else setField(this.#copy, key, value);
  }

  /** The object as it is now; the base itself when nothing has changed. */
  get result(): JsonObject {
    return this.#copy ?? this.#base;
  }
}

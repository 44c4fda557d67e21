import { setField } from "@engenho/core";
import { fieldOf, type JsonObject } from "../decode/json-value.js";
import type { LongWork, Meter } from "../work/long-work.js";

/** What a field costs that is looked up, compared and copied, in the units of a {@link Meter}. */
export const unitsPerField = 4;

/** An object under construction: the changes to a base object, until its result is requested. */
export class Draft {
  readonly #base: JsonObject;
  /** `undefined`: the field is removed. */
  #changes: Map<string, unknown> | undefined;
  #removes = false;

  constructor(base: JsonObject) {
    this.#base = base;
  }

  get(key: string): unknown {
    const changed = this.#changes?.get(key);
    if (changed !== undefined || (this.#removes && this.#changes?.has(key) === true)) return changed;
    return fieldOf(this.#base, key);
  }

  /** Sets a field; `undefined` removes it. */
  set(key: string, value: unknown): void {
    this.change(key, value, this.get(key));
  }

  /** Like `set`, for callers that already have the current value. */
  change(key: string, value: unknown, before: unknown): void {
    if (value === before) return;
    this.#changes ??= new Map();
    this.#changes.set(key, value);
    if (value === undefined) this.#removes = true;
  }

  /** The finished object; the base itself if nothing has changed. */
  *result(meter: Meter): LongWork<JsonObject> {
    return this.#changes === undefined ? this.#base : yield* withChanges(this.#base, this.#changes, meter);
  }
}

/**
 * A copy of an object with changed fields; `undefined` removes a field. It is built field by field: V8 turns an object with
 * deleted fields into a dictionary, which makes every later access slow.
 */
export function* withChanges(
  base: JsonObject,
  changes: ReadonlyMap<string, unknown>,
  meter: Meter,
): LongWork<JsonObject> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(base)) {
    if (meter.isDueAfter(unitsPerField)) yield;
    const value = changes.has(key) ? changes.get(key) : base[key];
    if (value !== undefined) setField(result, key, value);
  }
  for (const [key, value] of changes) {
    if (meter.isDueAfter(unitsPerField)) yield;
    if (value !== undefined && !Object.hasOwn(base, key)) setField(result, key, value);
  }
  return result;
}

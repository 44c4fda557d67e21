import { StoreError, setField } from "@engenho/core";
import { fieldOf, isJsonObject } from "../decode/json-value.js";
import { listIndex, PointerError } from "./json-pointer.js";

/** How many list items one patch may move; other operations count as a number of items by their cost. */
const maxWork = 50_000_000;
const workPerField = 20;
const workPerToken = 10;

/**
 * A document under construction, to which many small changes are made. Containers on the way to a change are copied once and
 * then modified in place: an object as a Map, a list as an array. Everything else is shared with the original document, which
 * is never modified. Inserting into a list moves all later items, so the total work is limited.
 */
export class WorkingDocument {
  #root: unknown;
  readonly #lists = new Set<unknown>();
  #work = 0;

  constructor(document: unknown) {
    this.#root = document;
  }

  /** The cost of all operations so far: items moved, and other work in their terms. */
  get work(): number {
    return this.#work;
  }

  /** The current document. */
  get result(): unknown {
    return this.#finished(this.#root);
  }

  /** The value at a path, as JSON; null for an absent field, as upstream's library copies it. Throws PointerError. */
  read(tokens: readonly string[]): unknown {
    return this.#finished(this.#valueAt(tokens));
  }

  /** Whether the value at a path equals this one. Throws PointerError. */
  holds(tokens: readonly string[], value: unknown): boolean {
    return isSame(tokens.length === 0 ? this.#root : this.#valueAt(tokens), value);
  }

  /** Inserts into a list, or sets a field. Throws PointerError. */
  add(tokens: readonly string[], value: unknown): void {
    const [container, token] = this.#containerOf(tokens);
    if (container instanceof Map) {
      container.set(token, value);
      return;
    }
    const list = container as unknown[];
    const index = token === "-" ? list.length : listIndex(token, list.length + 1, list.length + 1);
    this.#spend(list.length - index);
    list.splice(index, 0, value);
  }

  /** Removes a list item or a field. Throws PointerError. */
  remove(tokens: readonly string[]): void {
    const [container, token] = this.#containerOf(tokens);
    if (container instanceof Map) {
      if (!container.delete(token)) {
        throw new PointerError(`Unable to remove nonexistent key: ${token}: missing value`);
      }
      return;
    }
    const list = container as unknown[];
    const index = listIndex(token, list.length, list.length);
    this.#spend(list.length - index);
    list.splice(index, 1);
  }

  /** Sets an item or a field; without tokens the whole document. Throws PointerError. */
  replace(tokens: readonly string[], value: unknown): void {
    if (tokens.length === 0) {
      if (typeof value !== "object" || value === null) {
        throw new PointerError("replace operation value must be object or array");
      }
      this.#root = value;
      return;
    }
    const before = this.#walk(tokens.slice(0, -1));
    const last = tokens.at(-1) as string;
    const present = isObject(before) ? fieldIn(before, last) : undefined;
    if (present !== undefined && isSame(present, value)) return;
    const [container, token] = this.#containerOf(tokens);
    if (container instanceof Map) container.set(token, value);
    else (container as unknown[])[listIndex(token, container.length, container.length)] = value;
  }

  #valueAt(tokens: readonly string[]): unknown {
    if (tokens.length === 0) throw new PointerError('doc is missing from path: "": missing value');
    const container = this.#walk(tokens.slice(0, -1));
    const token = tokens.at(-1) as string;
    if (Array.isArray(container)) return childOf(container, token);
    if (isObject(container)) return fieldIn(container, token) ?? null;
    throw missing();
  }

  /** The value at a path, possibly in its working form. */
  #walk(tokens: readonly string[]): unknown {
    this.#spend(tokens.length * workPerToken);
    return tokens.reduce<unknown>(childOf, this.#root);
  }

  /** The container of the last token, copied like all containers above it. */
  #containerOf(tokens: readonly string[]): [container: Map<string, unknown> | unknown[], token: string] {
    const last = tokens.at(-1);
    if (last === undefined) throw new PointerError('doc is missing path: "": missing value');
    this.#spend(tokens.length * workPerToken);
    let container = this.#own(this.#root);
    this.#root = container;
    for (let at = 0; at < tokens.length - 1; at++) {
      const token = tokens[at] as string;
      const child = childOf(container, token);
      const own = this.#own(child);
      if (own !== child) {
        if (container instanceof Map) container.set(token, own);
        else container[listIndex(token, container.length, container.length)] = own;
      }
      container = own;
    }
    return [container, last];
  }

  #own(container: unknown): Map<string, unknown> | unknown[] {
    if (container instanceof Map) return container as Map<string, unknown>;
    if (Array.isArray(container)) {
      if (this.#lists.has(container)) return container;
      this.#spend(container.length);
      const copy: unknown[] = [...container];
      this.#lists.add(copy);
      return copy;
    }
    if (!isJsonObject(container)) throw missing();
    const keys = Object.keys(container);
    this.#spend(keys.length * workPerField);
    const fields = new Map<string, unknown>();
    for (const key of keys) fields.set(key, container[key]);
    return fields;
  }

  /** Converts a value to JSON. Objects are built field by field, so that they share hidden classes. */
  #finished(value: unknown): unknown {
    if (value instanceof Map) {
      this.#spend(value.size * workPerField);
      const object: Record<string, unknown> = {};
      for (const [key, inner] of value as Map<string, unknown>) setField(object, key, this.#finished(inner));
      return object;
    }
    if (!this.#lists.has(value)) return value;
    const list = value as readonly unknown[];
    this.#spend(list.length);
    return list.map((item) => this.#finished(item));
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work <= maxWork) return;
    throw new StoreError("RequestEntityTooLarge", "The operations of a JSON patch move too many items of long lists");
  }
}

function childOf(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[listIndex(token, container.length, container.length)];
  const child = isObject(container) ? fieldIn(container, token) : undefined;
  if (child === undefined || child === null) throw new PointerError(`doc is missing path: ${token}: missing value`);
  return child;
}

function isObject(container: unknown): container is ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>> {
  return container instanceof Map || isJsonObject(container);
}

function fieldIn(object: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>, key: string): unknown {
  return object instanceof Map ? object.get(key) : fieldOf(object as Readonly<Record<string, unknown>>, key);
}

/** Whether a value in working form equals this JSON value. Visits no more than the latter contains. */
function isSame(working: unknown, json: unknown): boolean {
  if (working === json) return true;
  if (Array.isArray(json)) {
    return (
      Array.isArray(working) && working.length === json.length && json.every((item, at) => isSame(working[at], item))
    );
  }
  if (!isJsonObject(json) || !isObject(working)) return false;
  const keys = Object.keys(json);
  const size = working instanceof Map ? working.size : Object.keys(working).length;
  return (
    size === keys.length &&
    keys.every((key) => {
      const value = fieldIn(working, key);
      return value !== undefined && isSame(value, json[key]);
    })
  );
}

function missing(): PointerError {
  return new PointerError("doc is missing path: missing value");
}

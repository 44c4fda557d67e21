import { copyWith, setField } from "@engenho/core";

/** A JSON object. Any text may be a key, `__proto__` and `constructor` included: read with {@link fieldOf}, write with `setField`. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * How deep objects and lists may nest. Every walk of this package recurses, so what is deeper is refused at the door
 * instead of exhausting the stack (Go's JSON decoder refuses at 10,000).
 */
export const maxDepth = 512;

/** Whether a value is an object and neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a field, `undefined` when the object itself does not have it (whatever its prototype has). */
export function fieldOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A copy of `object` with one field set. */
export function withField(object: JsonObject, key: string, value: unknown): JsonObject {
  const copy: Record<string, unknown> = copyWith(object, {});
  setField(copy, key, value);
  return copy;
}

/** A copy of `object` without a field; `object` itself when it does not have it. */
export function withoutField(object: JsonObject, key: string): JsonObject {
  if (!Object.hasOwn(object, key)) return object;
  const copy: Record<string, unknown> = {};
  for (const other of Object.keys(object)) if (other !== key) setField(copy, other, object[other]);
  return copy;
}

/** Whether two JSON values are the same: the order of fields does not matter, absent and null differ. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) {
      if (!equalJson(left[index], right[index])) return false;
    }
    return true;
  }
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !equalJson((left as JsonObject)[key], (right as JsonObject)[key])) return false;
  }
  return true;
}

/** Whether a value nests deeper than `limit`. Does not recurse itself; does not look into what is frozen. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  const pending: [container: object, depth: number][] = [];
  const visit = (child: unknown, depth: number): boolean => {
    if (typeof child !== "object" || child === null || Object.isFrozen(child)) return false;
    pending.push([child, depth]);
    return depth > limit;
  };
  if (visit(value, 1)) return true;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [container, depth] = next;
    for (const child of Array.isArray(container) ? container : Object.values(container)) {
      if (visit(child, depth + 1)) return true;
    }
  }
  return false;
}

import { copyWith, type KubernetesObject, setField } from "@engenho/core";

/**
 * A JSON object. Any string may be a key, including `__proto__` and `constructor`: read with `fieldOf`, write with
 * `setField`.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The maximum nesting of objects and lists. Every traversal in this package recurses, so deeper values are refused up front
 * instead of overflowing the stack (Go's JSON decoder refuses at 10,000).
 */
export const maxDepth = 512;

/** Whether a value is an object, and neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * An object as the JSON that it is: an interface has no index signature, so the compiler takes it for no JsonObject, although
 * every field of it may be read by its name.
 */
export function jsonOf(object: KubernetesObject): JsonObject {
  return object as unknown as JsonObject;
}

/** JSON as an object. The caller knows that it has an apiVersion, a kind and metadata, because it has been decoded. */
export function objectOf(json: JsonObject): KubernetesObject {
  return json as unknown as KubernetesObject;
}

/** The value of a field; `undefined` if the object has no own property with this name. */
export function fieldOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The field's string; empty where it is absent or has another type, as upstream's accessors of unstructured objects. */
export function stringField(object: JsonObject, name: string): string {
  const value = fieldOf(object, name);
  return typeof value === "string" ? value : "";
}

/** The name of a JSON value in Go's decoding errors: `number`, `bool`... */
export function jsonTypeName(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" || typeof value === "number" ? typeof value : "object";
}

/** A copy of `object` with one field set. */
export function withField(object: JsonObject, key: string, value: unknown): JsonObject {
  const copy: Record<string, unknown> = copyWith(object, {});
  setField(copy, key, value);
  return copy;
}

/** A copy of `object` without a field; `object` itself if it does not have it. */
export function withoutField(object: JsonObject, key: string): JsonObject {
  if (!Object.hasOwn(object, key)) return object;
  const copy: Record<string, unknown> = {};
  for (const other of Object.keys(object)) if (other !== key) setField(copy, other, object[other]);
  return copy;
}

/** Whether a value nests deeper than `limit`. Not recursive; does not visit frozen values. */
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
    if (Array.isArray(container)) {
      for (const child of container) if (visit(child, depth + 1)) return true;
    } else {
      // Object.values of an object with many fields takes three times as long.
      for (const key in container) if (visit((container as JsonObject)[key], depth + 1)) return true;
    }
  }
  return false;
}

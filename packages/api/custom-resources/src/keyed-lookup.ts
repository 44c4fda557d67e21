import type { SchemaNode } from "@engenho/machinery";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Finds the item of an old list with the same keys as a new one, in lists of x-kubernetes-list-type `map`; in other lists items
 * cannot be correlated (common/maplist.go).
 */
export function keyedLookup(node: SchemaNode, old: unknown): (item: unknown) => unknown {
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  const hasKeys = node.type === "array" && node["x-kubernetes-list-type"] === "map" && keys.length > 0;
  if (!hasKeys || !Array.isArray(old)) return () => undefined;
  const byKeys = new Map<string, unknown>();
  for (const item of old as readonly unknown[]) {
    const identity = identityOf(item, keys);
    if (identity !== undefined && !byKeys.has(identity)) byKeys.set(identity, item);
  }
  return (item) => {
    const identity = identityOf(item, keys);
    return identity === undefined ? undefined : byKeys.get(identity);
  };
}

/** undefined: a key is missing or not a scalar. */
function identityOf(item: unknown, keys: readonly string[]): string | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const values: unknown[] = [];
  for (const key of keys) {
    const value = Object.hasOwn(item, key) ? (item as Fields)[key] : undefined;
    if (value === undefined || value === null || typeof value === "object") return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
}

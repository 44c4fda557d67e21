import { resolve, type SchemaNode } from "@engenho/kinds";
import type { Fields } from "./kind-client.js";

/** An object with one leaf changed, and the path of what is owned there, as conflicts name it. */
export interface ChangedLeaf {
  readonly path: string;
  readonly changed: Fields;
}

/**
 * The object once for each text, number and boolean that is owned by itself, with that one changed. What a list's items
 * are told apart by cannot be changed; what is within an atomic list or map is changed as the whole.
 */
export function changedLeaves(schemaName: string, object: Fields): readonly ChangedLeaf[] {
  const found: ChangedLeaf[] = [];
  walk({ $ref: schemaName }, object, { path: "", keys: [], replace: (changed) => changed as Fields, found });
  return found.filter(({ path }) => !/^\.(?:apiVersion|kind|metadata\.name(?:space)?)$/.test(path));
}

interface Place {
  readonly path: string;
  /** Fields that say which item of a list this is. */
  readonly keys: readonly string[];
  /** The whole object with another value at this place. */
  readonly replace: (value: unknown) => Fields;
  readonly found: ChangedLeaf[];
}

function walk(node: SchemaNode, value: unknown, place: Place): void {
  const resolved = resolve(node);
  const { path, replace, found } = place;
  if (Array.isArray(value)) {
    if (resolved["x-kubernetes-list-type"] !== "map") return;
    const keys = resolved["x-kubernetes-list-map-keys"] ?? [];
    for (const [index, item] of value.entries()) {
      const name = [...keys].sort().map((key) => `${key}=${JSON.stringify((item as Fields)[key])}`);
      const next = (changed: unknown) => replace(value.toSpliced(index, 1, changed));
      walk(resolved.items ?? {}, item, { path: `${path}[${name.join(",")}]`, keys, replace: next, found });
    }
    return;
  }
  if (typeof value === "object" && value !== null) {
    if (resolved["x-kubernetes-map-type"] === "atomic") return;
    for (const [key, inner] of Object.entries(value)) {
      if (place.keys.includes(key)) continue;
      const child =
        resolved.properties?.[key] ??
        (typeof resolved.additionalProperties === "object" ? resolved.additionalProperties : undefined);
      if (child === undefined) continue;
      walk(child, inner, {
        path: `${path}.${key}`,
        keys: [],
        replace: (changed) => replace({ ...value, [key]: changed }),
        found,
      });
    }
    return;
  }
  const changed = changedScalar(node, value);
  if (changed !== undefined) found.push({ path, changed: replace(changed) });
}

/** Another value of the same type; undefined for those that are not free to be anything. */
function changedScalar(node: SchemaNode, value: unknown): unknown {
  const resolved = resolve(node);
  const isPlain = node.$ref === undefined && resolved.format !== "byte" && resolved.format !== "date-time";
  if (typeof value === "string") return isPlain && resolved.type === "string" ? `${value}x` : undefined;
  if (typeof value === "number") return resolved.type === "integer" ? value + 1 : undefined;
  return typeof value === "boolean" ? !value : undefined;
}

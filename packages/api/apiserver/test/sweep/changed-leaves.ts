import { schemas } from "@engenho/kinds";
import { resolve, type SchemaNode } from "@engenho/machinery";
import type { Fields } from "./kind-client.js";

/** An object with one leaf changed, and the path of the owned field, as conflicts report it. */
export interface ChangedLeaf {
  readonly path: string;
  readonly changed: Fields;
}

/**
 * One copy of the object for each string, number and boolean that is an owned field of its own, with that one changed. Keys of
 * list items cannot be changed; a value within an atomic list or map changes the field as a whole.
 */
export function changedLeaves(schemaName: string, object: Fields): readonly ChangedLeaf[] {
  const found: ChangedLeaf[] = [];
  walk(schemas.reference(schemaName), object, { path: "", keys: [], replace: (changed) => changed as Fields, found });
  return found.filter(({ path }) => !/^\.(?:apiVersion|kind|metadata\.name(?:space)?)$/.test(path));
}

interface Place {
  readonly path: string;
  /** Fields that identify the item of a list. */
  readonly keys: readonly string[];
  /** The whole object with another value at this position. */
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

/** Another value of the same type; undefined for fields that only accept certain values. */
function changedScalar(node: SchemaNode, value: unknown): unknown {
  const resolved = resolve(node);
  const isPlain = node.$ref === undefined && resolved.format !== "byte" && resolved.format !== "date-time";
  if (typeof value === "string") return isPlain && resolved.type === "string" ? `${value}x` : undefined;
  if (typeof value === "number") return resolved.type === "integer" ? value + 1 : undefined;
  return typeof value === "boolean" ? !value : undefined;
}

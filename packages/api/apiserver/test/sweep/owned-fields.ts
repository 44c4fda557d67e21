import { schemas } from "@engenho/kinds";
import { resolve, type SchemaNode } from "@engenho/machinery";

/** A set of fields as FieldsV1 writes it. */
export type FieldsV1 = { readonly [element: string]: FieldsV1 };

/** Fields that nobody owns, because they identify the object. */
const identity = new Set(["apiVersion", "kind", "metadata.name", "metadata.namespace"]);

/**
 * The fields owned by a manager that has applied an object: each leaf, by the types of the enclosing lists and maps. Derived
 * from the rules of server-side apply (atomic, set, map, granular), independently of the code under test.
 */
export function ownedFields(schemaName: string, object: Readonly<Record<string, unknown>>): FieldsV1 {
  const owned: Record<string, FieldsV1> = {};
  for (const [key, value] of Object.entries(object)) {
    if (identity.has(key)) continue;
    const child = resolve(schemas.reference(schemaName)).properties?.[key] ?? {};
    const fields = key === "metadata" ? ownedOf(child, withoutIdentity(value)) : ownedOf(child, value);
    owned[`f:${key}`] = fields;
  }
  return owned;
}

function withoutIdentity(metadata: unknown): unknown {
  return Object.fromEntries(Object.entries(metadata as object).filter(([key]) => !identity.has(`metadata.${key}`)));
}

function ownedOf(node: SchemaNode, value: unknown): FieldsV1 {
  const resolved = resolve(node);
  if (Array.isArray(value)) return ownedItems(resolved, value);
  if (typeof value !== "object" || value === null) return {};
  const isMap = resolved.properties === undefined;
  if (resolved["x-kubernetes-map-type"] === "atomic") return {};
  if (isMap && typeof resolved.additionalProperties !== "object") return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const child = isMap ? resolved.additionalProperties : resolved.properties?.[key];
      const fields = ownedOf(typeof child === "object" ? child : {}, inner);
      return [`f:${key}`, isMap ? entry(fields) : fields];
    }),
  );
}

/** The entry of a map or a list is owned separately from its content. */
function entry(fields: FieldsV1): FieldsV1 {
  return Object.keys(fields).length === 0 ? fields : { ".": {}, ...fields };
}

function ownedItems(node: SchemaNode, list: readonly unknown[]): FieldsV1 {
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  switch (node["x-kubernetes-list-type"]) {
    case "set":
      return Object.fromEntries(list.map((item) => [`v:${JSON.stringify(item)}`, {}]));
    case "map":
      return Object.fromEntries(
        list.map((item) => {
          const fields = item as Record<string, unknown>;
          const key = Object.fromEntries([...keys].sort().map((name) => [name, fields[name] ?? defaultOf(node, name)]));
          return [`k:${JSON.stringify(key)}`, entry(ownedOf(node.items ?? {}, item))];
        }),
      );
    default:
      return {};
  }
}

function defaultOf({ items = {} }: SchemaNode, name: string): unknown {
  const child = resolve(items).properties?.[name];
  return child === undefined ? undefined : resolve(child).default;
}

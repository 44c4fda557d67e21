import { schemas } from "@engenho/kinds";
import { resolve, type SchemaNode } from "@engenho/machinery";

/** Where a list or map is in an object. */
export interface CollectionPath {
  /** Such as `PodSpec.containers`. */
  readonly name: string;
  readonly steps: readonly (string | number)[];
}

/** The lists and maps of an object that have at least one item, by the schema of its kind. */
export function collectionsOf(schemaName: string, object: unknown): readonly CollectionPath[] {
  const found: CollectionPath[] = [];
  const visit = (node: SchemaNode, value: unknown, { name, steps }: CollectionPath): void => {
    const resolved = resolve(node);
    const owner = node.$ref?.split(".").at(-1) ?? name;
    if (Array.isArray(value)) {
      if (value.length === 0) return;
      found.push({ name, steps });
      visit(resolved.items ?? {}, value[0], { name, steps: [...steps, 0] });
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const { properties = {}, additionalProperties } = resolved;
    if (typeof additionalProperties === "object" && Object.keys(value).length > 0) found.push({ name, steps });
    for (const [key, inner] of Object.entries(value)) {
      const child = properties[key] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      const path = { name: properties[key] === undefined ? name : `${owner}.${key}`, steps: [...steps, key] };
      if (child !== undefined) visit(child, inner, path);
    }
  };
  visit(schemas.reference(schemaName), object, { name: "", steps: [] });
  return found;
}

/** Below the limit of 100,000 values, and that of bytes. */
const mostValues = 50_000;
const mostBytes = 1_000_000;
/** Fields by which items differ. */
const identity = /name|key|path|uid|host|ip$|value|label|url|user|id$/i;

/** The object with as many items at a place as an object may have, or a part of them. `distinct`: no two are the same. */
export function grown(
  object: object,
  steps: readonly (string | number)[],
  { part, distinct }: { readonly part: number; readonly distinct: boolean },
): object {
  const copy = structuredClone(object) as Record<string, unknown>;
  let holder: Record<string | number, unknown> = copy;
  for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
  const last = steps.at(-1) as string | number;
  const collection = holder[last] as object;
  const [item] = Object.values(collection) as [unknown];
  const text = JSON.stringify(item);
  const most = Math.min(20_000, mostValues / valuesOf(item), mostBytes / (text.length + 10));
  const count = Math.max(1, Math.floor(most * part));
  const items = Array.from({ length: count }, (_, index) => (distinct ? numbered(item, index) : item));
  holder[last] = Array.isArray(collection)
    ? items
    : Object.fromEntries(items.map((each, index) => [`example.com/k${index}`, each]));
  return copy;
}

function valuesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesOf(each), 1);
}

function numbered(value: unknown, index: number, field = "name"): unknown {
  if (typeof value === "string") return identity.test(field) ? `${value}${index}` : value;
  if (typeof value === "number") return /port/i.test(field) ? 1 + (index % 65_535) : value;
  if (Array.isArray(value)) return value.map((each) => numbered(each, index, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numbered(each, index, key)]));
}

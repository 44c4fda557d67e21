import type { LongWork, Pieces, SchemaNode } from "@engenho/machinery";

/** JSON Schema fields that structural schemas do not have, and whether empty values count, in upstream's order. */
const unsupported: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["id", isText],
  ["$schema", isText],
  ["$ref", isText],
  ["patternProperties", hasEntries],
  ["dependencies", hasEntries],
  ["additionalItems", (value) => value !== undefined && value !== null],
  ["definitions", hasEntries],
];

/**
 * Why a schema cannot be converted to a structural one at all, with upstream's message (schema/convert.go: NewStructural);
 * undefined if it can. Other checks report most of it as well, and better.
 */
export function* structuralFault(node: SchemaNode, pieces: Pieces): LongWork<string | undefined> {
  if (pieces.isDue) yield;
  const fields = node as Readonly<Record<string, unknown>>;
  for (const [name, isThere] of unsupported) {
    if (isThere(fields[name])) return `OpenAPIV3Schema '${name.replace("$schema", "schema")}' is not supported`;
  }
  const { not, items, additionalProperties } = node;
  const alternatives = [...(not === undefined ? [] : [not]), ...(node.allOf ?? []), ...(node.anyOf ?? [])];
  const fault = yield* firstFault([...alternatives, ...(node.oneOf ?? [])], pieces);
  if (fault !== undefined) return fault;
  if (node["x-kubernetes-preserve-unknown-fields"] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if (Array.isArray(items) && items.length > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  const below = [
    ...(items === undefined || Array.isArray(items) ? [] : [items]),
    ...Object.values(node.properties ?? {}),
    ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
  ];
  return yield* firstFault(below, pieces);
}

function* firstFault(nodes: readonly SchemaNode[], pieces: Pieces): LongWork<string | undefined> {
  for (const node of nodes) {
    const fault = yield* structuralFault(node, pieces);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

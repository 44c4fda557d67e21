import type { SchemaNode } from "@engenho/machinery";

/** Calls `visit` for a schema and all nested ones, including junctors (upstream: SchemaHas). */
export function visitSchema(node: SchemaNode, visit: (node: SchemaNode) => void): void {
  visit(node);
  const { items, additionalProperties, not } = node;
  for (const item of Array.isArray(items) ? (items as readonly SchemaNode[]) : items === undefined ? [] : [items]) {
    visitSchema(item, visit);
  }
  for (const list of [node.allOf, node.anyOf, node.oneOf]) for (const one of list ?? []) visitSchema(one, visit);
  if (not !== undefined) visitSchema(not, visit);
  for (const child of Object.values(node.properties ?? {})) visitSchema(child, visit);
  if (typeof additionalProperties === "object") visitSchema(additionalProperties, visit);
}

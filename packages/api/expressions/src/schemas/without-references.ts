import { resolve, type SchemaNode } from "@engenho/machinery";

const emptyObject: SchemaNode = { type: "object" };
const intOrString: SchemaNode = { "x-kubernetes-int-or-string": true };

/**
 * The schema with every reference replaced by what it refers to, and by an empty object within itself (pkg/cel/openapi/resolver,
 * refs.go). What is an integer or a string is marked as it is in custom resources.
 */
export function withoutReferences(node: SchemaNode, outer: ReadonlySet<string> = new Set()): SchemaNode {
  const name = node.$ref;
  if (name === undefined) return populated(node, outer);
  if (outer.has(name)) return emptyObject;
  if (name.endsWith(".IntOrString")) return intOrString;
  return populated(resolve(node), new Set([...outer, name]));
}

function populated(node: SchemaNode, outer: ReadonlySet<string>): SchemaNode {
  if (node.format === "int-or-string") return intOrString;
  const { properties, items, additionalProperties } = node;
  if (properties === undefined && items === undefined && typeof additionalProperties !== "object") return node;
  return {
    ...node,
    ...(properties === undefined ? {} : { properties: each(properties, outer) }),
    ...(items === undefined ? {} : { items: withoutReferences(items, outer) }),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: withoutReferences(additionalProperties, outer) }
      : {}),
  };
}

function each(properties: Readonly<Record<string, SchemaNode>>, outer: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, withoutReferences(node, outer)]));
}

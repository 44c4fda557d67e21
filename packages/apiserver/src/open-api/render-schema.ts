import type { SchemaNode } from "@engenho/kinds";

/** A schema as a document of one OpenAPI version has it. */
export type RenderedSchema = Readonly<Record<string, unknown>>;

/** What of our own stands in the catalogue's nodes and is not published. */
const unpublished = new Set(["$ref", "items", "properties", "additionalProperties", "x-kubernetes-int-or-string"]);

const version3Scalars: Readonly<Record<string, RenderedSchema>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
    oneOf: [{ type: "integer" }, { type: "string" }],
    format: "int-or-string",
  },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { oneOf: [{ type: "string" }, { type: "number" }] },
};

/** A named definition for OpenAPI v3. */
export function renderDefinition3(name: string, node: SchemaNode): RenderedSchema {
  const scalar = Object.hasOwn(version3Scalars, name) ? version3Scalars[name] : undefined;
  if (scalar !== undefined)
    return { ...(node.description === undefined ? {} : { description: node.description }), ...scalar };
  return render3(withoutOpenness(name, node));
}

/** A named definition for OpenAPI v2. */
export function renderDefinition2(name: string, node: SchemaNode): RenderedSchema {
  return render2(withoutOpenness(name, node));
}

/** Upstream's own definitions do not say that they keep unknown fields; custom kinds do. */
function withoutOpenness(name: string, node: SchemaNode): SchemaNode {
  if (!name.startsWith("io.k8s.") || node["x-kubernetes-preserve-unknown-fields"] !== true) return node;
  const { "x-kubernetes-preserve-unknown-fields": _open, ...rest } = node;
  return rest;
}

/** In v3 a reference stands alone, so what is said of a field beside it goes around it. */
function render3(node: SchemaNode): RenderedSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) if (!unpublished.has(key)) result[key] = value;
  addChildren(result, node, render3);
  if (node["x-kubernetes-int-or-string"] === true) result["x-kubernetes-int-or-string"] = true;
  for (const key of ["allOf", "anyOf", "oneOf"] as const) {
    const list = node[key];
    if (list !== undefined) result[key] = list.map(render3);
  }
  if (node.not !== undefined) result.not = render3(node.not);
  if (node.$ref === undefined) return result;
  const reference = { $ref: `#/components/schemas/${node.$ref}` };
  return Object.keys(result).length === 0 ? reference : { ...result, allOf: [reference] };
}

/** What OpenAPI v2 has no words for. */
const onlyVersion3 = new Set(["nullable", "oneOf", "anyOf", "allOf", "not", "default", "x-kubernetes-validations"]);

/**
 * OpenAPI v2 says less: choices and nullability are left out, and with a nullable or open node what is below it, for
 * clients would refuse what the server takes (as upstream's ToStructuralOpenAPIV2).
 */
function render2(node: SchemaNode): RenderedSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (!unpublished.has(key) && !onlyVersion3.has(key)) result[key] = value;
  }
  if (node["x-kubernetes-int-or-string"] === true) {
    result["x-kubernetes-int-or-string"] = true;
    delete result.type;
  }
  if (node.nullable === true) {
    delete result.type;
  } else if (node["x-kubernetes-preserve-unknown-fields"] !== true) {
    addChildren(result, node, render2);
  }
  if (node.$ref !== undefined) result.$ref = `#/definitions/${node.$ref}`;
  return result;
}

function addChildren(
  result: Record<string, unknown>,
  node: SchemaNode,
  render: (child: SchemaNode) => RenderedSchema,
): void {
  if (node.items !== undefined) result.items = render(node.items);
  if (typeof node.additionalProperties === "object") result.additionalProperties = render(node.additionalProperties);
  else if (node.additionalProperties !== undefined) result.additionalProperties = node.additionalProperties;
  if (node.properties === undefined) return;
  const properties: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(node.properties)) {
    Object.defineProperty(properties, name, { value: render(child), enumerable: true });
  }
  result.properties = properties;
}

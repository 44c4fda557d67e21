import type { SchemaNode } from "@engenho/machinery";
import { reference, type SpecVersion } from "./references.js";
import type { RenderedSchema } from "./rendered-schema.js";

/** Fields that are rendered separately, or that are internal to the catalogue. */
const inBoth = [
  "$ref",
  "items",
  "properties",
  "additionalProperties",
  "x-kubernetes-int-or-string",
  "x-kubernetes-preserve-unknown-fields",
];
/** Defaults are pruned from v2 (upstream: apiserver, server/routes/openapi.go). */
const apart: Readonly<Record<SpecVersion, ReadonlySet<string>>> = {
  v2: new Set([...inBoth, "default"]),
  v3: new Set(inBoth),
};

const version3Scalars: Readonly<Record<string, RenderedSchema>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
    oneOf: [{ type: "integer" }, { type: "string" }],
    format: "int-or-string",
  },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { oneOf: [{ type: "string" }, { type: "number" }] },
};

/** A named definition of the catalogue, as upstream publishes it. Custom resources use `customSchema`. */
export function renderDefinition(name: string, node: SchemaNode, version: SpecVersion): RenderedSchema {
  const scalar = version === "v3" && Object.hasOwn(version3Scalars, name) ? version3Scalars[name] : undefined;
  if (scalar === undefined) return render(node, version);
  return { ...(node.description === undefined ? {} : { description: node.description }), ...scalar };
}

/** In v3 a reference cannot have siblings, so a field's description wraps it. */
function render(node: SchemaNode, version: SpecVersion): RenderedSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) if (!apart[version].has(key)) result[key] = value;
  const { items, additionalProperties, properties } = node;
  if (items !== undefined) result.items = render(items, version);
  if (additionalProperties !== undefined) {
    result.additionalProperties =
      typeof additionalProperties === "object" ? render(additionalProperties, version) : additionalProperties;
  }
  if (properties !== undefined) {
    result.properties = new Map(
      Object.entries(properties).map(([name, child]) => [name, () => render(child, version)]),
    );
  }
  if (node.$ref === undefined) return result;
  const ref = reference(node.$ref, version);
  if (version === "v2") return { ...result, ...ref };
  return Object.keys(result).length === 0 ? ref : { ...result, allOf: [ref] };
}

import type { SchemaNode } from "@engenho/machinery";
import { refTo, type SpecVersion } from "./references.js";
import type { RenderedProperties, RenderedSchema } from "./rendered-schema.js";

type Draft = { -readonly [Key in keyof RenderedSchema]: RenderedSchema[Key] };

const integerOrString = [{ type: "integer" }, { type: "string" }];
/** Published unchanged wherever they are set (upstream: ValueValidation, Generic). */
const texts = ["description", "title", "format", "pattern"] as const;
const numbers = [
  "maximum",
  "minimum",
  "maxLength",
  "minLength",
  "maxItems",
  "minItems",
  "multipleOf",
  "maxProperties",
  "minProperties",
] as const;
const flags = [
  "exclusiveMaximum",
  "exclusiveMinimum",
  "uniqueItems",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
] as const;
const others = ["x-kubernetes-list-type", "x-kubernetes-map-type"] as const;
const lists = ["enum", "x-kubernetes-list-map-keys", "x-kubernetes-validations"] as const;

/** The descriptions of the fields that every object has. */
export interface MetaTexts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: string;
}

/** The descriptions of these fields in embedded resources. */
const embeddedTexts = {
  apiVersion:
    "apiVersion defines the versioned schema of this representation of an object. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources",
  kind: "kind is a string value representing the type of this object. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds",
};

/**
 * The schema of a custom resource as upstream publishes it (apiextensions-apiserver, controller/openapi/builder and
 * ToStructuralOpenAPIV2). In OpenAPI v2, which cannot express alternatives and nullable values, it omits whatever would make
 * clients refuse valid objects; for a root that preserves unknown fields, everything.
 */
export function customSchema(schema: SchemaNode | undefined, version: SpecVersion, meta: MetaTexts): RenderedSchema {
  if (schema === undefined || (version === "v2" && schema["x-kubernetes-preserve-unknown-fields"] === true)) {
    return { type: "object" };
  }
  const root = new Renderer(version, meta).structural(schema);
  return { ...root, properties: withOwn(root.properties, typeFields(version, meta)) };
}

/** `apiVersion`, `kind` and `metadata` as properties. */
export function typeFields(version: SpecVersion, meta: MetaTexts): RenderedProperties {
  return new Map<string, () => RenderedSchema>([
    ["apiVersion", () => ({ description: meta.apiVersion, type: "string" })],
    ["kind", () => ({ description: meta.kind, type: "string" })],
    ["metadata", () => ({ description: meta.metadata, ...refTo("objectMeta", version, "described") })],
  ]);
}

class Renderer {
  readonly #version: SpecVersion;
  readonly #meta: MetaTexts;

  constructor(version: SpecVersion, meta: MetaTexts) {
    this.#version = version;
    this.#meta = meta;
  }

  /** A node of the structural schema. */
  structural(node: SchemaNode): Draft {
    const isVersion2 = this.#version === "v2";
    const preserves = node["x-kubernetes-preserve-unknown-fields"] === true;
    const nullable = node.nullable === true;
    const closed = isVersion2 && (nullable || preserves);
    const draft: Draft = {};
    addValues(draft, node);
    const items = closed || node.items === undefined ? undefined : this.structural(node.items);
    const untyped =
      isVersion2 &&
      (nullable || (node.type === "array" && items === undefined) || (preserves && node.type === "object"));
    if (node.type !== undefined && !untyped) draft.type = node.type;
    const required = isVersion2 ? requiredOf(node, closed) : node.required;
    if (required !== undefined && required.length > 0) draft.required = required;
    if (items !== undefined) draft.items = items;
    this.#addFields(draft, node, closed);
    if (!isVersion2) {
      if (nullable) draft.nullable = true;
      if (node.default !== undefined && node.default !== null) draft.default = node.default;
      addChoices(draft, unfolded(node));
    }
    if (node["x-kubernetes-embedded-resource"] === true && !(isVersion2 && preserves)) this.#addMeta(draft);
    return draft;
  }

  #addFields(draft: Draft, { properties, additionalProperties }: SchemaNode, closed: boolean): void {
    if (properties !== undefined && !closed && Object.keys(properties).length > 0) {
      draft.properties = whenReached(properties, (child) => this.structural(child));
    }
    if (additionalProperties === undefined) return;
    draft.additionalProperties =
      typeof additionalProperties === "object" ? this.structural(additionalProperties) : additionalProperties;
  }

  #addMeta(draft: Draft): void {
    const fields = typeFields(this.#version, { ...this.#meta, ...embeddedTexts });
    draft.properties = withOwn(draft.properties, fields);
    const required = (draft.required ?? []) as readonly string[];
    draft.required = [...required, ...["kind", "apiVersion"].filter((name) => !required.includes(name))];
  }
}

function addValues(draft: Draft, node: SchemaNode): void {
  for (const name of texts) if (node[name] !== undefined && node[name] !== "") draft[name] = node[name];
  for (const name of numbers) if (node[name] !== undefined) draft[name] = node[name];
  for (const name of flags) if (node[name] === true) draft[name] = true;
  for (const name of others) if (node[name] !== undefined) draft[name] = node[name];
  for (const name of lists) if ((node[name]?.length ?? 0) > 0) draft[name] = node[name];
}

/** In v2 a nullable field cannot be required, and neither can the fields of a map with nullable values. */
function requiredOf({ required, properties, additionalProperties }: SchemaNode, closed: boolean) {
  if (typeof additionalProperties === "object" && additionalProperties.nullable === true) return undefined;
  if (closed || properties === undefined) return required;
  return required?.filter((name) => !(Object.hasOwn(properties, name) && properties[name]?.nullable === true));
}

function addChoices(draft: Draft, node: SchemaNode): void {
  for (const name of ["allOf", "anyOf", "oneOf"] as const) {
    const choices = node[name] ?? [];
    if (choices.length > 0) draft[name] = choices.map(nested);
  }
  if (node.not !== undefined) draft.not = nested(node.not);
}

/** A node below a junctor, which only restricts values. What it says about maps is not published. */
function nested(node: SchemaNode): Draft {
  const draft: Draft = {};
  addValues(draft, node);
  if (node.type !== undefined) draft.type = node.type;
  if (node.required !== undefined && node.required.length > 0) draft.required = node.required;
  if (node.items !== undefined) draft.items = nested(node.items);
  if (node.properties !== undefined) draft.properties = whenReached(node.properties, nested);
  addChoices(draft, node);
  return draft;
}

/** Spells out `x-kubernetes-int-or-string` as an anyOf, unless the schema already does. */
function unfolded(node: SchemaNode): SchemaNode {
  if (node["x-kubernetes-int-or-string"] !== true) return node;
  if (isPair(node.anyOf) || isPair(node.allOf?.[0]?.anyOf)) return node;
  const pair = integerOrString as readonly SchemaNode[];
  if (node.anyOf === undefined || node.anyOf.length === 0) return { ...node, anyOf: pair };
  return { ...node, allOf: [{ anyOf: pair }, ...(node.allOf ?? [])] };
}

function isPair(choices: readonly SchemaNode[] | undefined): boolean {
  return choices?.length === 2 && choices[0]?.type === "integer" && choices[1]?.type === "string";
}

function whenReached(
  properties: Readonly<Record<string, SchemaNode>>,
  render: (node: SchemaNode) => RenderedSchema,
): RenderedProperties {
  return new Map(Object.keys(properties).map((name) => [name, () => render(properties[name] as SchemaNode)]));
}

function withOwn(properties: RenderedProperties | undefined, own: RenderedProperties): RenderedProperties {
  return new Map([...(properties ?? []), ...own]);
}

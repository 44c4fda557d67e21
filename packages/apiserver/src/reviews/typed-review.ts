import { type KubernetesObject, setField } from "@engenho/core";
import { definition, resolve, type SchemaNode } from "@engenho/kinds";
import { cannotBeHandled } from "../body/object-body.js";

/**
 * A review as Go would read it into its struct: null is as good as absent, and what is of another type than its field is
 * refused. No Store decodes reviews, for none keeps them. Throws StoreError `BadRequest`.
 */
export function typedReview(review: KubernetesObject, schemaName: string | undefined): KubernetesObject {
  const schema = schemaName === undefined ? undefined : definition(schemaName);
  if (schema === undefined) return review;
  const refuse = (found: string, path: string): Error =>
    cannotBeHandled(review, review, `json: cannot unmarshal ${found} into Go struct field ${review.kind}.${path}`);
  return fieldsOf(schema, review as unknown as Fields, { path: "", refuse }) as unknown as KubernetesObject;
}

type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly refuse: (found: string, path: string) => Error;
}

function typed(reference: SchemaNode, value: unknown, place: Place): unknown {
  const node = resolve(reference);
  const wrong = (type: string): Error => place.refuse(typeOf(value), `${place.path.slice(1)} of type ${type}`);
  switch (node.type) {
    case "string":
      if (typeof value !== "string") throw wrong("string");
      if (node.format === "date-time" && Number.isNaN(Date.parse(value))) throw wrong("v1.Time");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong("bool");
      return value;
    case "integer":
      if (!Number.isInteger(value)) throw wrong("int64");
      return value;
    case "array":
      if (!Array.isArray(value)) throw wrong("[]string");
      return value.filter((item) => item !== null).map((item) => typed(node.items ?? {}, item, place));
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong("struct");
      return fieldsOf(node, value as Fields, place);
    default:
      return value;
  }
}

function fieldsOf(node: SchemaNode, value: Fields, { path, refuse }: Place): Fields {
  const result: Record<string, unknown> = {};
  const others = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
  for (const key of Object.keys(value)) {
    const field = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : others;
    const inner = value[key];
    if (inner === null || inner === undefined || (field === undefined && node.properties !== undefined)) continue;
    setField(result, key, field === undefined ? inner : typed(field, inner, { path: `${path}.${key}`, refuse }));
  }
  return result;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

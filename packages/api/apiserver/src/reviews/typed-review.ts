import { type KubernetesObject, setField } from "@engenho/core";
import { jsonOf, jsonTypeName, objectOf, resolve, type SchemaNode } from "@engenho/machinery";
import { cannotBeHandled } from "../body/object-body.js";

/** A decoded review. */
export interface TypedReview {
  readonly review: KubernetesObject;
  /** The paths of fields that its kind does not have, such as `spec.foo`. */
  readonly unknownFields: readonly string[];
}

/**
 * Decodes a review as Go would into its struct: null equals absence, values of another type than their field's are refused, and
 * unknown fields are dropped. No Store decodes reviews, because none stores them. Throws StoreError `BadRequest`.
 */
export function typedReview(review: KubernetesObject, schema: SchemaNode | undefined): TypedReview {
  if (schema === undefined) return { review, unknownFields: [] };
  const unknownFields: string[] = [];
  const refuse = (found: string, path: string, type: string): Error => {
    const field = path.replace(/\[\d+\]/g, "");
    return cannotBeHandled(
      review,
      review,
      `json: cannot unmarshal ${found} into Go struct field ${review.kind}.${field} of type ${type}`,
    );
  };
  const read = fieldsOf(schema, jsonOf(review), { path: "", unknownFields, refuse });
  return { review: objectOf(read), unknownFields };
}

type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly unknownFields: string[];
  readonly refuse: (found: string, path: string, type: string) => Error;
}

function typed(reference: SchemaNode, value: unknown, place: Place): unknown {
  const node = resolve(reference);
  const wrong = (type: string): Error => place.refuse(jsonTypeName(value), place.path, type);
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
      return value
        .filter((item) => item !== null)
        .map((item, index) => typed(node.items ?? {}, item, { ...place, path: `${place.path}[${index}]` }));
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(structName(reference));
      return fieldsOf(node, value as Fields, place);
    default:
      return value;
  }
}

/** `v1.SubjectAccessReviewSpec`; a type without a name is a map. */
function structName({ $ref }: SchemaNode): string {
  return $ref === undefined ? "map[string]string" : $ref.split(".").slice(-2).join(".");
}

function fieldsOf(node: SchemaNode, value: Fields, place: Place): Fields {
  const result: Record<string, unknown> = {};
  const others = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
  for (const key of Object.keys(value)) {
    const field = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : others;
    const inner = value[key];
    const path = place.path === "" ? key : `${place.path}.${key}`;
    if (field === undefined && node.properties !== undefined) {
      place.unknownFields.push(path);
      continue;
    }
    if (inner === null || inner === undefined) continue;
    setField(result, key, field === undefined ? inner : typed(field, inner, { ...place, path }));
  }
  return result;
}

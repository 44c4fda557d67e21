import { isJsonObject, type JsonObject } from "../decode/json-value.js";
import { isListed } from "../schema/go-facts.js";
import { catalogueOf, resolve } from "../schema/schema-catalogue.js";
import type { SchemaNode } from "../schema/schema-node.js";

// Keyed by schema nodes, which are never modified once in use.
const zeros = new WeakMap<SchemaNode, JsonObject>();

/**
 * What upstream encodes for a Go struct with nothing set: nested structs that are not pointers, and null for the fields that
 * are always written. Objects are compared with it when they are created, so that nobody owns `spec` itself, but whoever sets
 * `spec.strategy.rollingUpdate` owns that itself as well. A custom object is not a struct: it is empty.
 */
export function zeroObjectOf(schema: SchemaNode): JsonObject {
  const isBuiltIn = resolve(schema)["x-kubernetes-group-version-kind"] !== undefined;
  return isBuiltIn ? zeroStructOf(schema) : {};
}

function zeroStructOf(schema: SchemaNode): JsonObject {
  const known = zeros.get(schema);
  if (known !== undefined) return known;
  const node = resolve(schema);
  const zero: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(node.properties ?? {})) {
    const resolved = resolve(field);
    const isStruct = resolved.properties !== undefined;
    if (name === "metadata" || (isStruct && isEmptyObject(resolved.default))) {
      if (!isDefaultedPointer(schema, name)) zero[name] = zeroStructOf(field);
    } else if (node.required?.includes(name) === true) {
      zero[name] = isStruct ? zeroStructOf(field) : null;
    }
  }
  zeros.set(schema, zero);
  return zero;
}

function isDefaultedPointer(schema: SchemaNode, field: string): boolean {
  const struct = schema.$ref?.split(".").at(-1);
  const facts = struct === undefined ? undefined : catalogueOf(schema)?.goFacts;
  return facts !== undefined && isListed(facts.defaultedPointers, struct as string, field);
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

import { resolve, type SchemaNode } from "@engenho/kinds";
import { isJsonObject, type JsonObject } from "../decode/json-value.js";

/** Empty objects by default that are pointers in Go, so that they do not exist before defaulting. */
const pointers: Readonly<Record<string, string>> = {
  "io.k8s.api.core.v1.PodSpec": "securityContext",
  "io.k8s.api.apps.v1.StatefulSetSpec": "persistentVolumeClaimRetentionPolicy",
};

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
      if (schema.$ref === undefined || pointers[schema.$ref] !== name) zero[name] = zeroStructOf(field);
    } else if (node.required?.includes(name) === true) {
      zero[name] = isStruct ? zeroStructOf(field) : null;
    }
  }
  zeros.set(schema, zero);
  return zero;
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

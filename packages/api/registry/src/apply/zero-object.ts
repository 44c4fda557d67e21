import { resolve, type SchemaNode } from "@engenho/kinds";
import { isJsonObject, type JsonObject } from "../decode/json-value.js";

/** Empty objects by default that are pointers in Go, so that they are not there until defaulting has put them there. */
const pointers: Readonly<Record<string, string>> = {
  "io.k8s.api.core.v1.PodSpec": "securityContext",
  "io.k8s.api.apps.v1.StatefulSetSpec": "persistentVolumeClaimRetentionPolicy",
};

// Keyed by schema nodes, which never change once they are in use.
const zeros = new WeakMap<SchemaNode, JsonObject>();

/**
 * What upstream writes out of a Go struct in which nothing is set: the structs in it that are no pointers, and null for
 * the fields that are always written. Objects are compared with it when they are created, so that nobody owns, say,
 * `spec` as such, but whoever sets `spec.strategy.rollingUpdate` owns that as such, too. An object of a custom kind is no
 * struct: nothing is in it.
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

import { strictlyEqual } from "@engenho/core";
import { applyDefaults, type SchemaNode } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";
import { compileCelRules } from "./cel/cel-validator.js";
import { compileSchema } from "./schema-validator.js";

/** Checks that every default in a schema is itself what the schema allows, and holds no field that would be pruned. */
export function checkSchemaDefaults(node: SchemaNode, path: string, causes: Causes): void {
  if (node.default !== undefined && node.default !== null)
    checkDefault(node, node.default, { path: `${path}.default`, causes });
  if (node.items !== undefined) checkSchemaDefaults(node.items, `${path}.items`, causes);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    checkSchemaDefaults(child, `${path}.properties[${name}]`, causes);
  }
  if (typeof node.additionalProperties === "object") {
    checkSchemaDefaults(node.additionalProperties, `${path}.additionalProperties`, causes);
  }
}

function checkDefault(
  node: SchemaNode,
  value: unknown,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const pruned = prune(node, value);
  if (!strictlyEqual(pruned, value)) causes.invalid(path, value, "must not have unknown fields");
  const filled = applyDefaults(node, value);
  const found = compileSchema(node)(filled, "").causes;
  causes.add(found.map((cause) => ({ ...cause, field: cause.field === "<nil>" ? path : `${path}.${cause.field}` })));
  if (found.length === 0) compileCelRules(node, false)?.({ value: filled, old: undefined, path }, causes);
}

function prune(node: SchemaNode | undefined, value: unknown): unknown {
  if (node === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => prune(node.items, item));
  const preserves =
    node["x-kubernetes-preserve-unknown-fields"] === true || node["x-kubernetes-embedded-resource"] === true;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const child =
        node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
      if (child !== undefined) return [[key, prune(child, inner)]];
      if (typeof node.additionalProperties === "object") return [[key, prune(node.additionalProperties, inner)]];
      return preserves || node.additionalProperties === true ? [[key, inner]] : [];
    }),
  );
}
